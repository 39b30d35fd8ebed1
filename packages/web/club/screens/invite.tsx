/** A personal link for friends, and what has come of it. */
import { useQuery } from "@tanstack/react-query";
import { Copy, Share2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { pathTo } from "../../ui/api.ts";
import { copyText } from "../../ui/clipboard.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { amountsOf } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { BackLink } from "../back-link.tsx";
import { referralCall } from "../calls.ts";
import { Qr } from "../../ui/qr.tsx";
import { deviceId } from "../join/friend.ts";
import { rewardName } from "../../ui/names.ts";
import { thankedOf, type Gifts } from "../thanked.ts";

const giftText = ({ give, reward }: Gifts): string =>
  [amountsOf(give), reward === null ? "" : rewardName(reward)]
    .filter((part) => part !== "")
    .join(" + ");

export function Invite() {
  const { t } = useTranslation();
  const referral = useQuery(referralCall(deviceId()));
  return (
    <Screen title={t("invite.title")}>
      <BackLink to="/me" text={t("me.back")} />
      {referral.isPending && <Loading rows={2} className="h-40" />}
      {referral.isError && <Failure error={referral.error} retry={() => void referral.refetch()} />}
      {referral.data && (
        <>
          <p>
            {t(`invite.${thankedOf(referral.data)}`, {
              mine: giftText(referral.data.member),
              theirs: giftText(referral.data.friend),
            })}
          </p>
          <LinkCard
            code={referral.data.code}
            areBothThanked={thankedOf(referral.data) === "both"}
          />
          <p className="num">
            {referral.data.waiting + referral.data.rewarded === 0
              ? t("invite.nobody")
              : [
                  referral.data.waiting > 0 &&
                    t("invite.waiting", { count: referral.data.waiting }),
                  referral.data.rewarded > 0 &&
                    t("invite.rewarded", { count: referral.data.rewarded }),
                ]
                  .filter((part) => part !== false)
                  .join(" ")}
          </p>
        </>
      )}
    </Screen>
  );
}

interface LinkCardProps {
  readonly code: string;
  /** Only then may the text that is shared say so. */
  readonly areBothThanked: boolean;
}

function LinkCard({ code, areBothThanked }: LinkCardProps) {
  const { t } = useTranslation();
  const url = `${location.origin}${pathTo(`/i/${encodeURIComponent(code)}`)}`;
  const text = t(areBothThanked ? "invite.text" : "invite.plainText", {
    club: first.club.name,
    url,
  });
  const copy = async (): Promise<void> => {
    if (await copyText(url)) tell(t("invite.copied"));
  };
  const share = async (): Promise<void> => {
    try {
      await navigator.share({ text });
    } catch {
      // Whoever closes the sheet of the device has changed their mind.
    }
  };
  return (
    <Card as="div" className="flex flex-col items-center gap-4">
      <h2 className="self-start text-xl">{t("invite.link")}</h2>
      <p className="self-stretch rounded-control bg-brand-soft p-3 break-all select-all">{url}</p>
      <div className="flex flex-wrap gap-2 self-start">
        {"share" in navigator && (
          <Button onClick={() => void share()}>
            <Share2 aria-hidden="true" size={20} />
            {t("invite.share")}
          </Button>
        )}
        <Button kind="plain" onClick={() => void copy()}>
          <Copy aria-hidden="true" size={20} />
          {t("invite.copy")}
        </Button>
      </div>
      <Qr text={url} label={t("invite.qr")} className="w-56 max-w-full rounded-control" />
    </Card>
  );
}
