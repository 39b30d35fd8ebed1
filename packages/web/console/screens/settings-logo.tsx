/** The picture that stands for the club in all its faces. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Failure, FailureWords, Skeleton } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { LogoButton, type Picture } from "../parts/logo-field.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useMay } from "../session.ts";

const LOGO_KEY = ["settings", "logo"] as const;
const ALT_MAX = 100;

export function LogoPanel() {
  const { t } = useTranslation();
  const mayWrite = useMay("settings:write", "club");
  const club = useQuery({
    queryKey: LOGO_KEY,
    queryFn: async ({ signal }) => (await trofast.settings.public({ signal })).brand.logo,
  });
  return (
    <Panel title={t("shell.logo.title")} about={t("shell.logo.about")}>
      {club.isPending && <Skeleton className="h-16" />}
      {club.isError && <Failure error={club.error} retry={() => void club.refetch()} />}
      {club.isSuccess && <Shown logo={club.data} />}
      {club.isSuccess && mayWrite && <Change logo={club.data} />}
    </Panel>
  );
}

type Kept = Awaited<ReturnType<typeof trofast.settings.public>>["brand"]["logo"];

function Shown({ logo }: { readonly logo: Kept }) {
  const { t } = useTranslation();
  if (logo === null) return <p>{t("shell.logo.none")}</p>;
  return (
    <img
      src={pathTo(logo.path)}
      alt={logo.alt}
      width={logo.width}
      height={logo.height}
      className="h-16 w-auto max-w-full self-start object-contain object-left dark:rounded-sm dark:bg-white dark:p-1"
    />
  );
}

function Change({ logo }: { readonly logo: Kept }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [alt, setAlt] = useState("");
  const done = (now: Kept): void => {
    client.setQueryData(LOGO_KEY, now);
    tell(t("settings.brand.saved"));
  };
  const put = useMutation({
    mutationFn: ({ image }: Picture) =>
      trofast.settings.putLogo({ body: { image, alt: alt.trim() === "" ? null : alt.trim() } }),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: () => trofast.settings.deleteLogo(),
    onSuccess: () => done(null),
  });
  const error = put.error ?? remove.error;
  return (
    <>
      <TextField
        className="min-h-10"
        maxLength={ALT_MAX}
        label={t("shell.logo.alt")}
        hint={t("shell.logo.altHint")}
        value={alt}
        onChange={({ target }) => setAlt(target.value)}
      />
      <LogoButton isBusy={put.isPending} onPicture={put.mutate} />
      {error !== null && (
        <p role="alert" className="font-medium text-bad">
          <FailureWords error={error} />
        </p>
      )}
      {logo !== null && (
        <div>
          <Button
            size="console"
            kind="quiet"
            onClick={() => remove.mutate()}
            busy={remove.isPending && t("ui.saving")}
          >
            {t("shell.logo.remove")}
          </Button>
        </div>
      )}
    </>
  );
}
