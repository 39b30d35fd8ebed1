/** Before the counter: who is on, in which shop, and the lock. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast, TrofastFault, TrofastProblem } from "../ui/api.ts";
import { first } from "../ui/first.ts";
import { Empty, Failure, Loading } from "../ui/states.tsx";
import { Counter } from "./counter.tsx";
import { changeDevice, readDevice, useDevice, type OnDuty } from "./kept/device.ts";
import { learnClub } from "./kept/learning.ts";
import { placeOf, PlaceContext } from "./kept/place.ts";
import { Locked, useAutoLock } from "./parts/lock.tsx";
import { ChoosePin } from "./parts/pin.tsx";
import { isComing, SignIn } from "./parts/sign-in.tsx";
import { ChooseStore } from "./parts/store.tsx";

/** Whoever is signed in; without a network whoever was last. */
async function askWhoIsOn(): Promise<OnDuty | null> {
  // Where nobody has opened this till, nobody is asked for: see SignIn.
  if (readDevice().onDuty === null && !isComing()) return null;
  try {
    const { person, scopes } = await trofast.staff.me();
    const onDuty = { id: person.id, name: person.name, scopes, stores: person.stores };
    const isOther = readDevice().onDuty?.id !== person.id;
    changeDevice({ onDuty, ...(isOther && { isLocked: false, touchedAt: Date.now() }) });
    return onDuty;
  } catch (error) {
    if (error instanceof TrofastProblem && error.code === "unauthenticated") {
      changeDevice({ onDuty: null });
      return null;
    }
    const { onDuty } = readDevice();
    if (error instanceof TrofastFault && onDuty) return onDuty;
    throw error;
  }
}

export function Gate() {
  const { t } = useTranslation();
  const who = useQuery({ queryKey: ["who"], queryFn: askWhoIsOn, networkMode: "always" });
  useEffect(() => {
    document.title = `${t("title")} – ${first.club.name}`;
  }, [t]);
  const again = () => void queries.invalidateQueries({ queryKey: ["who"] });
  if (who.isPending) return <Narrow>{<Loading rows={2} className="h-14" />}</Narrow>;
  if (who.isError)
    return (
      <Narrow>
        <h1 className="text-2xl">{t("title")}</h1>
        <Failure error={who.error} retry={again} />
      </Narrow>
    );
  if (who.data === null)
    return (
      <Narrow>
        <SignIn onDone={again} />
      </Narrow>
    );
  return <Opened onDuty={who.data} />;
}

function Opened({ onDuty }: { readonly onDuty: OnDuty }) {
  const { t } = useTranslation();
  const { store: chosen, stores, pins, isLocked } = useDevice();
  const learnt = useQuery({
    queryKey: ["club", onDuty.id],
    queryFn: learnClub,
    networkMode: "always",
    staleTime: 300_000,
  });
  const pin = pins[onDuty.id] ?? (first.club.demo ? "none" : "ask");
  useAutoLock(typeof pin !== "string");
  const allowed = stores.filter(({ store }) => onDuty.stores?.includes(store) ?? true);
  const store =
    allowed.find((one) => one.store === chosen) ?? (allowed.length === 1 ? allowed[0] : undefined);
  if (store === undefined)
    return (
      <Narrow>
        {learnt.isPending && <Loading rows={3} className="h-14" />}
        {learnt.isError && <Failure error={learnt.error} retry={() => void learnt.refetch()} />}
        {learnt.isSuccess && <ChooseStore stores={allowed} hasAny={stores.length > 0} />}
      </Narrow>
    );
  const place = placeOf(store, onDuty);
  if (!place)
    return (
      <Narrow>
        <h1 className="text-2xl">{t("title")}</h1>
        <Empty>{t("noProgramme")}</Empty>
      </Narrow>
    );
  if (pin === "ask")
    return (
      <Narrow>
        <ChoosePin onDuty={onDuty} />
      </Narrow>
    );
  return (
    <PlaceContext value={place}>
      {isLocked && pin !== "none" && (
        <Narrow>
          <Locked onDuty={onDuty} pin={pin} />
        </Narrow>
      )}
      {/* Stays as it is behind the lock: unlocking shows the same screen. */}
      <div hidden={isLocked && pin !== "none"}>
        <Counter isLocked={isLocked && pin !== "none"} />
      </div>
    </PlaceContext>
  );
}

const Narrow = ({ children }: { readonly children: ReactNode }) => (
  <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 p-5 text-lg">
    {children}
  </main>
);
