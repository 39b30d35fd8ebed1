/** The balance as it changes at the till, on every screen while the app is open. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { first } from "../ui/first.ts";
import { useLiveBalance } from "../ui/live.ts";
import { balanceMoved, meCall } from "./calls.ts";

/** Listens once the first screen is drawn; what came is in the same place as what was read. */
export function useLiveHome(): void {
  const client = useQueryClient();
  const [isOn] = useState(first.me !== null);
  useLiveBalance(isOn, {
    onMessage: ({ balance }) => {
      client.setQueryData(meCall.queryKey, (me) =>
        me?.standing ? { ...me, standing: { ...me.standing, balance } } : me,
      );
      void balanceMoved();
    },
    onReset: () => void balanceMoved(),
  });
}
