/** Joining and signing in, which are the same: one field, a code, nothing ticked beforehand. */
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { useFocusOnWrong } from "../../ui/focus-wrong.ts";
import { first } from "../../ui/first.ts";
import { language } from "../../ui/format.ts";
import { Logo } from "../../ui/logo.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Empty, useFailureText } from "../../ui/states.tsx";
import { CodeForm } from "../join/code-form.tsx";
import { referralOf } from "../join/friend.ts";
import { goHome } from "../join/go-home.ts";
import { linkTokenOf } from "../join/link-token.ts";
import { LanguagePick } from "../language-pick.tsx";
import { Pretend } from "../join/pretend.tsx";

export function Join() {
  const { t } = useTranslation();
  const { t: inSearch, r, back, out } = useSearch({ from: "/outside/j" });
  const [link] = useState(() => linkTokenOf(location.hash) ?? linkTokenOf(inSearch ?? ""));
  useEffect(() => {
    // A code is nothing to keep in the address bar and the browser's history.
    if (link?.kind !== "mail") return;
    // Who has invited, and where to go, stays there: it counts once the button is pressed.
    const kept = new URLSearchParams({
      ...(r !== undefined && { r }),
      ...(back !== undefined && { back }),
    });
    const search = kept.size === 0 ? "" : `?${kept.toString()}`;
    history.replaceState(history.state, "", `${location.pathname}${search}`);
  }, [link, r, back]);
  const { club } = first;
  const title = { till: "join.qrTitle", mail: "join.linkTitle" } as const;
  return (
    <Screen
      title={t(link === null ? "join.title" : title[link.kind], { club: club.name })}
      above={<Logo className="h-12" />}
    >
      {(out === true || back !== undefined) && (
        <p role="status" className="rounded-card border border-line-strong bg-brand-soft p-4">
          {t(out === true ? "join.out" : "join.first")}
        </p>
      )}
      {club.demo && <Pretend />}
      {r !== undefined && <p className="font-medium">{t("join.friend")}</p>}
      {link === null && <JoinByAddress friend={r} back={back} />}
      {link?.kind === "till" && <JoinByToken token={link.token} friend={r} />}
      {link?.kind === "mail" && <JoinByLink {...link} friend={r} back={back} />}
      <Small />
    </Screen>
  );
}

function JoinByToken({
  token,
  friend,
}: {
  readonly token: string;
  readonly friend: string | undefined;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const redeem = useMutation({
    mutationFn: () => trofast.joining.redeem({ body: { token, ...referralOf(friend) } }),
    onSuccess: () => goHome(),
  });
  return (
    <Card className="flex flex-col gap-4" as="div">
      <p>{t("join.qrLead")}</p>
      <Button onClick={() => redeem.mutate()} busy={redeem.isPending && t("join.pretending")}>
        {t("join.qrJoin")}
      </Button>
      {redeem.isError && (
        <p role="alert" className="font-medium text-bad">
          {isDead(redeem.error) ? t("join.qrUsed") : failureText(redeem.error)}
        </p>
      )}
      {redeem.isError && (
        <Button
          kind="quiet"
          onClick={() => void navigate({ to: "/j", reloadDocument: true, hash: "" })}
        >
          {t("ui.back")}
        </Button>
      )}
    </Card>
  );
}

/** Used, too old, or never one. */
const isDead = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.code === "code_wrong";

/** By the mail's link: pressed once more here, since machines that read mail open links as well. */
function JoinByLink({
  handle,
  code,
  friend,
  back,
}: {
  readonly handle: string;
  readonly code: string;
} & Way) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const verify = useVerify({ friend, back });
  if (isDead(verify.error))
    return (
      <>
        <p role="alert" className="font-medium">
          {t("join.linkDead")}
        </p>
        <JoinByAddress friend={friend} back={back} />
      </>
    );
  return (
    <Card className="flex flex-col gap-4" as="div">
      <p>{t("join.linkLead")}</p>
      <Button
        onClick={() => verify.mutate({ handle, code })}
        busy={(verify.isPending || verify.isSuccess) && t("join.entering")}
      >
        {t("join.enter")}
      </Button>
      {verify.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(verify.error)}
        </p>
      )}
    </Card>
  );
}

/** Who has invited, and where to go afterwards. */
interface Way {
  readonly friend: string | undefined;
  readonly back: string | undefined;
}

const useVerify = ({ friend, back }: Way) =>
  useMutation({
    mutationFn: ({ handle, code }: { handle: string; code: string }) =>
      trofast.joining.verify({ body: { handle, code, ...referralOf(friend) } }),
    onSuccess: () => goHome(back),
  });

function JoinByAddress({ friend, back }: Way) {
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  const send = useMutation({
    mutationFn: () =>
      trofast.joining.join({
        body: {
          identifier: address.trim(),
          language: language(),
          ...(back !== undefined && { back }),
          ...referralOf(friend),
        },
      }),
  });
  const verify = useVerify({ friend, back });
  const { joinBy } = first.club;
  if (!joinBy.email && !joinBy.sms)
    return <Empty>{joinBy.till ? t("join.till") : t("join.nowhere")}</Empty>;
  const { data: sent } = send;
  if (sent === undefined)
    return (
      <AddressForm
        address={address}
        onAddress={setAddress}
        onSend={() => send.mutate()}
        error={send.error}
        isBusy={send.isPending}
      />
    );
  const words = sent.channel === "email" ? "join.codeEmail" : "join.codeSms";
  return (
    <Card as="div" aria-label={t("join.codeTitle")}>
      <CodeForm
        lead={t(words, { to: address.trim() })}
        error={verify.error}
        isBusy={verify.isPending || verify.isSuccess}
        onCode={(code) => verify.mutate({ handle: sent.handle, code })}
      >
        <div className="flex flex-wrap gap-2">
          <Button
            kind="quiet"
            onClick={() => {
              verify.reset();
              send.mutate();
            }}
          >
            {t("join.again")}
          </Button>
          <Button
            kind="quiet"
            onClick={() => {
              send.reset();
              verify.reset();
            }}
          >
            {t("join.other")}
          </Button>
        </div>
      </CodeForm>
    </Card>
  );
}

function AddressForm({
  address,
  onAddress,
  onSend,
  error,
  isBusy,
}: {
  readonly address: string;
  readonly onAddress: (address: string) => void;
  readonly onSend: () => void;
  readonly error: unknown;
  readonly isBusy: boolean;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [isEmpty, setEmpty] = useState(false);
  const { ref, focusWrong } = useFocusOnWrong(error);
  const { email, sms, till } = first.club.joinBy;
  const label = email && sms ? "both" : email ? "email" : "sms";
  return (
    <Card as="div">
      <form
        ref={ref}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setEmpty(address.trim() === "");
          if (address.trim() !== "") return onSend();
          focusWrong();
        }}
      >
        <p>{t("join.lead")}</p>
        <TextField
          label={t(`join.field.${label}`)}
          type={label === "sms" ? "tel" : "text"}
          inputMode={label === "sms" ? "tel" : "email"}
          autoComplete={label === "sms" ? "tel" : label === "email" ? "email" : "username"}
          autoCapitalize="none"
          spellCheck={false}
          value={address}
          onChange={({ target }) => onAddress(target.value)}
          error={isEmpty ? t("join.empty") : error ? failureText(error) : undefined}
        />
        <Button type="submit" busy={isBusy && t("join.sending")}>
          {t("join.send")}
        </Button>
        <p className="text-sm">{t("join.promise")}</p>
        {till && <p className="text-sm text-muted">{t("join.till")}</p>}
      </form>
    </Card>
  );
}

function Small() {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col items-start gap-2">
      <p>
        {t("join.terms")}{" "}
        <Link to="/terms" className="inline-flex min-h-11 items-center text-brand underline">
          {t("join.termsLink")}
        </Link>
      </p>
      <Link to="/why" className="inline-flex min-h-11 items-center text-brand underline">
        {t("join.why")}
      </Link>
      <LanguagePick />
    </div>
  );
}
