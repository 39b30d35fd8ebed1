/** The code that the next member joins with: as a picture for a phone's camera. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { time } from "../../ui/format.ts";
import { Qr } from "../../ui/qr.tsx";
import { Failure, Skeleton } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";

const RENEW_MS = 60_000;

const isThisMachine = (url: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

function useJoinCode() {
  return useQuery({
    queryKey: ["join-code"],
    queryFn: ({ signal }) => trofast.joining.token({ body: {}, signal }),
    refetchInterval: RENEW_MS,
    staleTime: RENEW_MS,
  });
}

export function JoinCode() {
  const { t } = useTranslation();
  return (
    <Panel title={t("members.joinCode")}>
      <JoinPicture />
    </Panel>
  );
}

/** The code, until when it holds, and a way to follow it without a camera. */
export function JoinPicture() {
  const { t } = useTranslation();
  const code = useJoinCode();
  if (code.isPending) return <Skeleton className="size-56" />;
  if (code.isError) return <Failure error={code.error} retry={() => void code.refetch()} />;
  const { path, expiresAt } = code.data;
  // Without an address of its own the club is where this page came from.
  const url = code.data.url ?? `${location.origin}${path}`;
  return (
    <>
      <p>{t("members.joinAbout", { when: time(expiresAt) })}</p>
      <Qr
        text={url}
        label={t("members.joinCode")}
        className="size-56 rounded-control border border-line-strong"
      />
      <div className="flex flex-wrap gap-2">
        <a href={url} target="_blank" rel="noreferrer" className={buttonClass("plain", "console")}>
          {t("members.joinOpen")}
        </a>
        <a href={pathTo("/p")} target="_blank" className={buttonClass("quiet", "console")}>
          {t("members.poster")}
        </a>
      </div>
      <p className="text-sm break-all text-muted">{url}</p>
      {isThisMachine(url) && <p className="text-sm">{t("members.joinHere")}</p>}
    </>
  );
}
