/** Which shop the till stands in; the device remembers it. */
import { Store } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/states.tsx";
import { changeDevice, type KnownStore } from "../kept/device.ts";

export function ChooseStore({
  stores,
  hasAny,
}: {
  readonly stores: readonly KnownStore[];
  /** The club has stores, though none that this person may act for. */
  readonly hasAny: boolean;
}) {
  const { t } = useTranslation();
  return (
    <>
      <h1 className="text-3xl">{t("store.title")}</h1>
      {stores.length === 0 ? (
        <Empty>{t(hasAny ? "store.notYours" : "store.none")}</Empty>
      ) : (
        <p>{t("store.text")}</p>
      )}
      <ul className="flex flex-col gap-3">
        {stores.map(({ store, name }) => (
          <li key={store}>
            <Button
              size="till"
              kind="plain"
              className="w-full justify-start"
              onClick={() => changeDevice({ store })}
            >
              <Store aria-hidden="true" />
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
