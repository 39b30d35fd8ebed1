/** In the invented club: four things that show a newcomer what it is for. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { buttonClass, type ButtonKind } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useMay } from "../session.ts";
import { JoinPicture } from "./join-code.tsx";

const look = (kind: ButtonKind = "plain"): string => buttonClass(kind, "console", "w-full");

export function FirstSteps() {
  const { t } = useTranslation();
  const demo = useQuery({
    queryKey: ["demo"],
    queryFn: ({ signal }) => trofast.demo.read({ signal }),
  });
  const mayWrite = useMay("programme:write", "club");
  const mayLetJoin = useMay("checkout");
  const mayLook = useMay("members:read");
  const name = demo.data?.guide.name.split(" ", 1)[0] ?? "…";
  return (
    <section aria-label={t("overview.steps.title")}>
      <ol className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {mayLook && (
          <Step about={t("overview.steps.lookAbout")}>
            <Link
              to="/members/$memberId"
              params={{ memberId: demo.data?.guide.memberId ?? "" }}
              disabled={demo.data === undefined}
              className={look()}
            >
              {t("overview.steps.look", { name })}
            </Link>
          </Step>
        )}
        {mayWrite && (
          <Step about={t("overview.steps.campaignAbout")}>
            <Link
              to="/programme/campaigns/$campaign"
              params={{ campaign: "double-local" }}
              className={look()}
            >
              {t("overview.steps.campaign")}
            </Link>
          </Step>
        )}
        {mayLetJoin && <JoinStep />}
        {mayWrite && (
          <Step about={t("overview.steps.yoursAbout")}>
            <Link to="/start" className={look("accent")}>
              {t("overview.steps.yours")}
            </Link>
          </Step>
        )}
      </ol>
    </section>
  );
}

function Step({ about, children }: { readonly about: string; readonly children: ReactNode }) {
  return (
    <Card as="li" className="flex flex-col justify-between gap-3 p-4">
      <p className="text-sm">{about}</p>
      {children}
    </Card>
  );
}

function JoinStep() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Step about={t("overview.steps.joinAbout")}>
      <button type="button" aria-haspopup="dialog" className={look()} onClick={() => setOpen(true)}>
        {t("overview.steps.join")}
      </button>
      <Sheet open={isOpen} onOpenChange={setOpen} title={t("overview.steps.join")}>
        <div className="flex flex-col gap-4">
          <JoinPicture />
        </div>
      </Sheet>
    </Step>
  );
}
