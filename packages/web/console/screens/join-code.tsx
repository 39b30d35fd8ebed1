/** The code that the next member joins with: as a picture for a phone's camera. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { renderSVG } from "uqr";
import { trofast } from "../../ui/api.ts";
import { time } from "../../ui/format.ts";
import { Failure, Skeleton } from "../../ui/states.tsx";
import { Once, Panel } from "../parts/pieces.tsx";

const RENEW_MS = 60_000;

export function JoinCode() {
  const { t } = useTranslation();
  const code = useQuery({
    queryKey: ["join-code"],
    queryFn: ({ signal }) => trofast.joining.token({ body: {}, signal }),
    refetchInterval: RENEW_MS,
    staleTime: RENEW_MS,
  });
  return (
    <Panel
      title={t("members.joinCode")}
      {...(code.data && { about: t("members.joinAbout", { when: time(code.data.expiresAt) }) })}
    >
      {code.isPending && <Skeleton className="size-56" />}
      {code.isError && <Failure error={code.error} retry={() => void code.refetch()} />}
      {code.data &&
        (code.data.url === null ? (
          <Once label={t("members.joinNoUrl")} text={code.data.token} />
        ) : (
          <>
            <img
              alt={t("members.joinCode")}
              src={`data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(code.data.url, { border: 2 }))}`}
              className="size-56 rounded-control border border-line-strong"
            />
            <p className="text-sm break-all">{code.data.url}</p>
          </>
        ))}
    </Panel>
  );
}
