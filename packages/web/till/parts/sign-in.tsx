/** Nobody is on: the way in. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { pathTo, trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { Failure } from "../../ui/states.tsx";

/** Set while somebody is on their way in, so that the page asks for them when they come back. */
export const COMING = "trofast-till-coming";
export const isComing = (): boolean => sessionStorage.getItem(COMING) !== null;

/** In the demo at once; else with whoever is signed in at the console, or by signing in there. */
async function open(): Promise<void> {
  if (first.club.demo) await trofast.demo.session({ body: { as: "cashier" } });
  sessionStorage.setItem(COMING, "1");
  if (first.club.demo) return;
  try {
    await trofast.staff.me();
  } catch (error) {
    if (!(error instanceof TrofastProblem && error.code === "unauthenticated")) throw error;
    location.assign(pathTo("/console?next=/till"));
  }
}

export function SignIn({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const way = useMutation({ mutationFn: open, onSuccess: onDone });
  return (
    <>
      <p className="text-muted">{first.club.name}</p>
      <h1 className="text-3xl">{t("signIn.title")}</h1>
      <p>{first.club.demo ? t("signIn.demoText") : t("signIn.text")}</p>
      {way.isError && <Failure error={way.error} />}
      <Button size="till" busy={way.isPending && t("signIn.opening")} onClick={() => way.mutate()}>
        {first.club.demo ? t("signIn.demo") : t("signIn.link")}
      </Button>
    </>
  );
}
