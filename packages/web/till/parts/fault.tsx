/** Where the till cannot draw itself: what happened, what became of the purchases, and how to go on. */
import { Component, useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { useQueue } from "../kept/queue.ts";

interface State {
  readonly isBroken: boolean;
}

/**
 * Catches what goes wrong while what is inside is drawn. React knows of that through a class alone. The queue is sent
 * outside of it, and goes on.
 */
export class FaultBoundary extends Component<{ readonly children: ReactNode }, State> {
  static getDerivedStateFromError(): State {
    return { isBroken: true };
  }

  override state: State = { isBroken: false };

  readonly goOn = (): void => {
    // The fault may lie in what was read: it is asked for anew.
    queries.clear();
    this.setState({ isBroken: false });
  };

  override render(): ReactNode {
    return this.state.isBroken ? <Fault onGoOn={this.goOn} /> : this.props.children;
  }
}

function Fault({ onGoOn }: { readonly onGoOn: () => void }) {
  const { t } = useTranslation();
  const queue = useQueue();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 p-5 text-lg">
      <h1 ref={heading} tabIndex={-1} className="text-2xl outline-none">
        {t("fault.title")}
      </h1>
      <div
        role="alert"
        className="flex flex-col gap-3 rounded-card border-2 border-bad bg-card p-4"
      >
        <p>{t("fault.what")}</p>
        <p className="font-medium">
          {queue.length === 0 ? t("fault.keptNone") : t("fault.kept", { count: queue.length })}
        </p>
        <p>{t("fault.sale")}</p>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button size="till" onClick={onGoOn}>
          {t("fault.goOn")}
        </Button>
        <Button size="till" kind="plain" onClick={() => location.reload()}>
          {t("ui.reload")}
        </Button>
      </div>
      <p className="text-muted">{t("fault.twice")}</p>
    </main>
  );
}
