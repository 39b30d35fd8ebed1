/** What a shop's customers agree to there: which of its fields stand for which consent, and what the club takes in. */
import { useQuery } from "@tanstack/react-query";
import type { ConsentPurpose, ContactChannel } from "@trofast/contract/consents";
import { putShop } from "@trofast/contract/shops";
import {
  CONSENT_FIELDS_MAX,
  consentFieldName,
  consentTakes,
} from "@trofast/contract/shop-settings";
import { useRef } from "react";
import { useFieldArray } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { faultsOf, type Fault } from "../parts/refusals.ts";
import { useSavedForm, type SavedForm } from "../parts/saved-form.ts";
import { capital } from "../parts/words.ts";
import { useMay } from "../session.ts";
import type { Shop } from "./settings-shop-health.tsx";

const PURPOSES = ["marketing", "personalised_marketing"] as const satisfies ConsentPurpose[];
const CHANNELS = ["email", "sms", "push", "post", "phone"] as const satisfies ContactChannel[];
const WITHOUT_CHANNEL = ["profiling", "sharing"] as const satisfies ConsentPurpose[];

/** Everything that a field of a shop can stand for, as one choice. */
const meanings = [
  ...PURPOSES.flatMap((purpose) => CHANNELS.map((channel) => ({ purpose, channel }))),
  ...WITHOUT_CHANNEL.map((purpose) => ({ purpose })),
].map((means) => ({ value: Object.values(means).join(" "), means }));

type Meaning = Shop["settings"]["consents"]["fields"][string];

const valueOf = ({ purpose, channel }: Meaning): string =>
  channel === undefined ? purpose : `${purpose} ${channel}`;
const meaningOf = (value: string): Meaning =>
  meanings.find((each) => each.value === value)?.means ?? { purpose: "marketing" };

interface Values {
  readonly take: Shop["settings"]["consents"]["take"];
  readonly rows: readonly { readonly field: string; readonly means: string }[];
}

/** Of the kinds of shops that tell of consents. */
export function ShopConsents({ shop, done }: { readonly shop: Shop; readonly done: () => void }) {
  if (shop.kind === "generic" || shop.kind === "stripe") return null;
  return <AgreedForm shop={shop} done={done} names={shop.kind === "shopify" ? null : shop.kind} />;
}

type Names = "woocommerce" | "segment";

function AgreedForm({
  shop,
  done,
  names,
}: {
  readonly shop: Shop;
  readonly done: () => void;
  /** How fields are called; null: the shop's are known. */
  readonly names: Names | null;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay("shops:write", "club");
  const form = useAgreed(shop, done);
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-lg">{t("settings.shops.agreed.title")}</h3>
      <p className="text-sm text-muted">{t("settings.shops.agreed.about")}</p>
      <FormFrame form={form} submit={t("settings.shops.agreed.save")} mayWrite={mayWrite}>
        <SelectField
          className="min-h-10"
          label={t("settings.shops.agreed.take")}
          options={consentTakes.map((value) => ({
            value,
            text: t(`settings.shops.agreed.takes.${value}`),
          }))}
          {...form.field("take")}
        />
        {names === null ? (
          <p className="text-sm text-muted">{t("settings.shops.agreed.shopify")}</p>
        ) : (
          <Rows form={form} names={names} />
        )}
      </FormFrame>
    </section>
  );
}

function useAgreed(shop: Shop, done: () => void): SavedForm<Values> {
  const { t } = useTranslation();
  const { consents } = shop.settings;
  const params = { shop: shop.shop };
  return useSavedForm({
    key: `shop_consents_${shop.shop}`,
    start: {
      take: consents.take,
      rows: Object.entries(consents.fields).map(([field, means]) => ({
        field,
        means: valueOf(means),
      })),
    },
    fields: [
      "take",
      ...Array.from({ length: CONSENT_FIELDS_MAX }, (_, row) => `rows.${row}.field` as const),
    ],
    endpoint: putShop,
    input: ({ take, rows }: Values) => ({
      params,
      body: {
        kind: shop.kind,
        settings: {
          ...shop.settings,
          consents: {
            take,
            fields: Object.fromEntries(
              rows.map(({ field, means }) => [field.trim(), meaningOf(means)]),
            ),
          },
        },
      },
    }),
    // What else somebody has set meanwhile stays.
    call: async (input) => {
      const { settings } = await trofast.shops.get({ params });
      const { consents: agreed } = input.body.settings;
      return await trofast.shops.put({
        params,
        body: { kind: shop.kind, settings: { ...settings, consents: agreed } },
      });
    },
    check: ({ rows }) => faultsIn(rows, t("settings.shops.agreed.twice")),
    done: () => {
      tell(t("settings.shops.agreed.saved"));
      done();
    },
  });
}

/** Names that are none, and those that stand twice. */
function faultsIn(rows: Values["rows"], twice: string): Fault[] {
  const names = rows.map(({ field }) => field.trim());
  return names.flatMap((name, row) => {
    const pointer = `/rows/${row}/field`;
    if (names.indexOf(name) < row && name !== "") return [{ pointer, words: twice }];
    return faultsOf({ body: consentFieldName }, { body: name }).map(({ words }) => ({
      pointer,
      words,
    }));
  });
}

function Rows({ form, names }: { readonly form: SavedForm<Values>; readonly names: Names }) {
  const { t } = useTranslation();
  const rows = useFieldArray({ control: form.form.control, name: "rows" });
  const addButton = useRef<HTMLButtonElement>(null);
  const isFull = rows.fields.length >= CONSENT_FIELDS_MAX;
  return (
    <>
      {rows.fields.length === 0 ? (
        <p>{t("settings.shops.agreed.none")}</p>
      ) : (
        <ol className="flex max-w-none flex-col gap-4">
          {rows.fields.map(({ id }, row) => (
            <li key={id} className="max-w-none border-b border-line pb-4">
              <Row
                form={form}
                row={row}
                hint={t(`settings.shops.agreed.hints.${names}`)}
                drop={() => {
                  rows.remove(row);
                  addButton.current?.focus();
                }}
              />
            </li>
          ))}
        </ol>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          ref={addButton}
          size="console"
          kind="plain"
          aria-disabled={isFull || undefined}
          onClick={() => {
            if (!isFull) rows.append({ field: "", means: "marketing email" });
          }}
        >
          {t("settings.shops.agreed.add")}
        </Button>
        {isFull && (
          <span className="text-sm text-muted">
            {t("settings.shops.agreed.full", { count: CONSENT_FIELDS_MAX })}
          </span>
        )}
      </div>
    </>
  );
}

function Row({
  form,
  row,
  hint,
  drop,
}: {
  readonly form: SavedForm<Values>;
  readonly row: number;
  readonly hint: string;
  readonly drop: () => void;
}) {
  const { t } = useTranslation();
  const wordless = useWordless();
  const { purpose } = meaningOf(form.form.watch(`rows.${row}.means`));
  const called = t(`members.purposes.${purpose}`);
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <TextField
        className="min-h-10"
        autoCapitalize="none"
        spellCheck={false}
        label={t("settings.shops.agreed.field", { number: row + 1 })}
        {...(row === 0 && { hint })}
        {...form.field(`rows.${row}.field`)}
      />
      <SelectField
        className="min-h-10"
        label={t("settings.shops.agreed.means")}
        {...(wordless(purpose) && {
          hint: t("settings.shops.agreed.wordless", { purpose: called }),
        })}
        options={meanings.map(({ value, means }) => ({
          value,
          text: [
            capital(t(`members.purposes.${means.purpose}`)),
            ...("channel" in means ? [t(`members.channels.${means.channel}`)] : []),
          ].join(", "),
        }))}
        {...form.field(`rows.${row}.means`)}
      />
      <div>
        <Button size="console" kind="plain" onClick={drop}>
          {t("settings.shops.agreed.drop", { number: row + 1 })}
        </Button>
      </div>
    </div>
  );
}

/** Whether the club has no words for a purpose: nothing can be put before a member then. */
function useWordless(): (purpose: ConsentPurpose) => boolean {
  const wordings = useQuery({
    queryKey: ["wordings"],
    queryFn: ({ signal }) => trofast.consents.wordings({ signal }),
  });
  return (purpose) =>
    wordings.data !== undefined && !wordings.data.data.some((each) => each.purpose === purpose);
}
