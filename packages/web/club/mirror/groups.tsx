/** The groups that the club has put the member into: since when, why, what it means, and where to say that it is wrong. */
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { mySegments } from "@trofast/contract/segments";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { dayAndYear, named } from "../../ui/format.ts";
import { Failure } from "../../ui/states.tsx";
import { segmentsCall } from "../calls.ts";

type Group = AnswerOf<typeof mySegments>["data"][number];
type Name = Group["name"];

/** A club writes one text for all languages, or one for each; an id is made readable. */
const nameOf = (name: Name, id: string): string =>
  typeof name === "string" && name !== id
    ? name
    : named(typeof name === "string" ? undefined : name, id);

export function Groups() {
  const { t } = useTranslation();
  const groups = useQuery(segmentsCall);
  const { contact } = first.club;
  if (groups.isError) return <Failure error={groups.error} retry={() => void groups.refetch()} />;
  if (groups.data === undefined || groups.data.length === 0) return null;
  return (
    <Card aria-labelledby="mirror-groups">
      <h2 id="mirror-groups" className="text-xl">
        {t("mirror.groups.title")}
      </h2>
      <p>{t("mirror.groups.lead")}</p>
      <ul className="flex flex-col">
        {groups.data.map((group) => (
          <Membership key={group.segment} group={group} />
        ))}
      </ul>
      <p className="mt-2 wrap-anywhere">
        {contact === null ? t("mirror.groups.wrong") : t("mirror.groups.wrongTo", { contact })}
      </p>
    </Card>
  );
}

function Membership({ group }: { readonly group: Group }) {
  const { t } = useTranslation();
  const { segment, name, reason, since, means } = group;
  return (
    <li className="flex flex-col gap-1 border-b border-line py-3">
      <h3 className="text-lg wrap-anywhere">{nameOf(name, segment)}</h3>
      <p className="wrap-anywhere">
        {t("mirror.groups.since", { day: dayAndYear(since) })}{" "}
        {/* A code of the club's own, made readable. */}
        {t("mirror.groups.why", { reason: reason.replaceAll(/[-_]+/g, " ") })}
      </p>
      {means.length === 0 ? (
        <p className="text-muted">{t("mirror.groups.nothing")}</p>
      ) : (
        <>
          <p>{t("mirror.groups.means")}</p>
          <ul className="list-disc pl-5">
            {means.map((each) => (
              <li key={`${each.kind}${each.id}`} className="wrap-anywhere">
                {t(`mirror.groups.kind.${each.kind}`, { name: nameOf(each.name, each.id) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}
