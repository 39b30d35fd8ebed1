/** The card can be opened from any screen. */
import { createContext, useContext } from "react";

const Opener = createContext<() => void>(() => {});

export const CardOpener = Opener.Provider;
export const useCardOpener = (): (() => void) => useContext(Opener);
