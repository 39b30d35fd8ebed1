/** Somebody becomes a member: by their own phone, by a number, or with a number on paper. */
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import type { Desk } from "../counter.tsx";
import { useOnline } from "../kept/network.ts";
import { Later } from "./later.tsx";

const load = () => import("./join-ways.tsx");

export function Join({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const isOnline = useOnline();
  return (
    <>
      <Button size="till" kind="plain" className="grow" onClick={() => setOpen(true)}>
        <UserPlus aria-hidden="true" />
        {t("join.open")}
      </Button>
      {isOpen && (
        <Sheet open onOpenChange={setOpen} title={t("join.title")} close="size-14" wide>
          {isOnline ? (
            <Later name="join" load={load}>
              {({ JoinWays }) => (
                <JoinWays
                  desk={{
                    ...desk,
                    move: (move) => {
                      desk.move(move);
                      // Whoever has joined stands at the counter now.
                      if (move.do === "customer") {
                        setOpen(false);
                        desk.say(t("join.done"));
                      }
                    },
                    hush: () => undefined,
                  }}
                />
              )}
            </Later>
          ) : (
            <p>{t("join.needsNet")}</p>
          )}
        </Sheet>
      )}
    </>
  );
}
