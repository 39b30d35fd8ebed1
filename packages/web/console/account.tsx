/** Who is signed in: language, theme, passkeys, and the way out. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleUserRound, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../ui/api.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { dayAndTime, language } from "../ui/format.ts";
import { LANGUAGES } from "../ui/first.ts";
import { Sheet } from "../ui/sheet.tsx";
import { chooseLanguage, chosenTheme, chooseTheme, THEMES } from "../ui/text.ts";
import { tell } from "../ui/toast.tsx";
import { Choice } from "../ui/toggle.tsx";
import { hasPasskeys, makePasskey } from "../ui/passkeys.ts";
import { entered, staffQuery, useStaff } from "./session.ts";
import { useAct } from "./step-up.tsx";

export function Account() {
  const { t } = useTranslation();
  const { person } = useStaff();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
        className="flex min-h-12 w-full items-center gap-3 rounded-control px-3 text-left hover:bg-brand-soft hover:text-ink"
      >
        <CircleUserRound aria-hidden="true" size={22} className="shrink-0" />
        <span className="flex min-w-0 flex-col">
          <span className="truncate font-medium">{person.name}</span>
          <span className="text-sm text-muted">{t(`shell.roles.${person.role}`)}</span>
        </span>
        <span className="sr-only">{t("shell.account.open")}</span>
      </button>
      <Sheet open={isOpen} onOpenChange={setOpen} title={t("shell.account.title")}>
        <div className="flex flex-col gap-6">
          <Looks />
          <Passkeys />
          <p className="text-sm text-muted">{t("shell.account.shortcut")}</p>
          <SignOut />
        </div>
      </Sheet>
    </>
  );
}

function Looks() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <>
      <Choice
        size="min-h-10"
        legend={t("ui.language")}
        value={language()}
        options={LANGUAGES.map((value) => ({ value, text: t(`ui.languages.${value}`) }))}
        onChange={(value) => void chooseLanguage(value)}
      />
      <Choice
        size="min-h-10"
        legend={t("ui.theme.title")}
        value={theme}
        options={THEMES.map((value) => ({ value, text: t(`ui.theme.${value}`) }))}
        onChange={(value) => {
          chooseTheme(value);
          setTheme(value);
        }}
      />
    </>
  );
}

function Passkeys() {
  const { t } = useTranslation();
  const { passkeys } = useStaff();
  const client = useQueryClient();
  const remove = useAct(
    (passkeyId: string) => trofast.staff.removePasskey({ params: { passkeyId } }),
    () => {
      tell(t("shell.account.passkeyGone"));
      void client.invalidateQueries({ queryKey: staffQuery.queryKey });
    },
  );
  return (
    <section aria-label={t("shell.account.passkeys")} className="flex flex-col gap-2">
      <h3 className="font-medium">{t("shell.account.passkeys")}</h3>
      <ul className="flex flex-col gap-1">
        {passkeys.map((passkey) => (
          <li key={passkey.id} className="flex items-center justify-between gap-3">
            <span>
              {passkey.name}
              <span className="block text-sm text-muted">
                {passkey.lastUsedAt === null
                  ? t("shell.account.passkeyNew")
                  : t("shell.account.passkeyUsed", { when: dayAndTime(passkey.lastUsedAt) })}
              </span>
            </span>
            <button
              type="button"
              aria-label={t("shell.account.removePasskey", { name: passkey.name })}
              onClick={() => remove.mutate(passkey.id)}
              disabled={remove.isPending}
              className="grid size-10 place-items-center rounded-control hover:bg-brand-soft"
            >
              <Trash2 aria-hidden="true" size={18} />
            </button>
          </li>
        ))}
      </ul>
      {hasPasskeys() && <AddPasskey />}
    </section>
  );
}

function AddPasskey() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const add = useAct(
    async (called: string) => {
      const { challengeId, options } = await trofast.staff.askPasskey();
      const credential = await makePasskey(options);
      await trofast.staff.addPasskey({ body: { challengeId, credential, name: called } });
    },
    () => {
      setName("");
      tell(t("shell.account.passkeyAdded"));
      void client.invalidateQueries({ queryKey: staffQuery.queryKey });
    },
  );
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(name.trim());
      }}
    >
      <TextField
        className="min-h-10"
        label={t("shell.account.passkeyName")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
        maxLength={100}
      />
      <Button type="submit" size="console" kind="plain" busy={add.isPending && t("ui.saving")}>
        {t("shell.account.addPasskey")}
      </Button>
    </form>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signOut = useAct(
    (everywhere: boolean) => trofast.staff.signOut({ body: { everywhere } }),
    () => {
      void navigate({ to: "/sign-in", search: { next: "/" } }).then(entered);
    },
  );
  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-4">
      <Button size="console" kind="plain" onClick={() => signOut.mutate(false)}>
        {t("shell.account.signOut")}
      </Button>
      <Button size="console" kind="quiet" onClick={() => signOut.mutate(true)}>
        {t("shell.account.everywhere")}
      </Button>
    </div>
  );
}
