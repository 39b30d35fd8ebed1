/** Server-sent events: the browser connects again by itself and says where it was. */
import type { LiveBalance, LiveEvent, LiveReady } from "@trofast/contract/live";
import { useEffect, useRef } from "react";
import { pathTo } from "./api.ts";

interface Heard {
  /** One message's `data`: the server's own JSON. */
  readonly onData: (text: string) => void;
  /** Messages may have been missed: read anew what is shown. */
  readonly onReset: () => void;
}

/** The member's balance as it changes, while mounted; null listens to nothing. */
export function useLiveBalance(
  isOn: boolean,
  heard: { readonly onMessage: (message: LiveBalance) => void; readonly onReset: () => void },
): void {
  useLive(isOn ? "/v1/me/live" : null, "balance", {
    onData: (text) => heard.onMessage(JSON.parse(text)),
    onReset: heard.onReset,
  });
}

/** What happens in the club, while mounted. */
export function useLiveEvents(
  isOn: boolean,
  heard: { readonly onMessage: (message: LiveEvent) => void; readonly onReset: () => void },
): void {
  useLive(isOn ? "/v1/live" : null, "event", {
    onData: (text) => heard.onMessage(JSON.parse(text)),
    onReset: heard.onReset,
  });
}

function useLive(path: string | null, event: string, heard: Heard): void {
  const latest = useRef(heard);
  useEffect(() => {
    latest.current = heard;
  });
  useEffect(() => {
    if (path === null) return;
    const source = new EventSource(pathTo(path));
    source.addEventListener(event, ({ data }: MessageEvent<string>) => latest.current.onData(data));
    source.addEventListener("ready", ({ data }: MessageEvent<string>) => {
      const ready: LiveReady = JSON.parse(data);
      if (ready.reset) latest.current.onReset();
    });
    return () => source.close();
  }, [path, event]);
}
