/** Language, theme, and where one is signed in. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Screen } from "../../ui/screen.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { chooseTheme, chosenTheme, THEMES, type Theme } from "../../ui/text.ts";
import { Choice } from "../../ui/toggle.tsx";
import { BackLink } from "../back-link.tsx";
import { LanguagePick } from "../language-pick.tsx";
import { signOutBy } from "../signed-out.ts";

export function Settings() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <Screen title={t("settings.title")}>
      <BackLink to="/me" text={t("me.back")} />
      <LanguagePick />
      <Choice
        legend={t("ui.theme.title")}
        value={theme}
        options={THEMES.map((value) => ({ value, text: t(`ui.theme.${value}`) }))}
        onChange={(value) => {
          chooseTheme(value);
          setTheme(value);
        }}
      />
      <Sessions />
    </Screen>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [isAsked, setAsked] = useState(false);
  const signOut = useMutation({
    mutationFn: () => signOutBy(() => trofast.joining.signOutEverywhere()),
  });
  return (
    <Card aria-labelledby="sessions" className="flex flex-col items-start gap-3">
      <h2 id="sessions" className="text-xl">
        {t("settings.sessions")}
      </h2>
      <p>{isAsked ? t("settings.everywhereWhat") : t("settings.here")}</p>
      {signOut.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(signOut.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          kind={isAsked ? "danger" : "plain"}
          disabled={signOut.isPending}
          onClick={() => (isAsked ? signOut.mutate() : setAsked(true))}
        >
          {t("settings.everywhere")}
        </Button>
        {isAsked && (
          <Button kind="quiet" onClick={() => setAsked(false)}>
            {t("ui.cancel")}
          </Button>
        )}
      </div>
    </Card>
  );
}
