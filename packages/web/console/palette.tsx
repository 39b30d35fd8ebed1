/** Ctrl K: finds places and members, and begins what can be done, from anywhere. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../ui/api.ts";
import { Sheet } from "../ui/sheet.tsx";
import { useMemberCalled } from "./parts/member-called.ts";
import { places } from "./places.tsx";
import { may, useMay, useStaff } from "./session.ts";

interface Found {
  readonly id: string;
  readonly group: "places" | "acts" | "members";
  readonly text: string;
  readonly beside?: string | undefined;
  readonly go: () => void;
}

const MEMBERS_SHOWN = 6;
const SEARCH_FROM = 2;

export function Palette({ children }: { readonly children: (open: () => void) => ReactNode }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen((open) => !open);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      {children(() => setOpen(true))}
      <Sheet open={isOpen} onOpenChange={setOpen} title={t("shell.palette.title")}>
        <Finder close={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

function Finder({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = useFound(text, close);
  const chosen = found[Math.min(at, found.length - 1)];
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setAt((now) => (Math.min(now, found.length - 1) + step + found.length) % found.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      chosen?.go();
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <label className="flex flex-col gap-1.5 font-medium">
        {t("shell.palette.label")}
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosen && `${listId}-${chosen.id}`}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          autoComplete="off"
          spellCheck={false}
          className="min-h-11 rounded-control border border-line-strong bg-card px-3 font-normal"
        />
      </label>
      <p className="text-sm text-muted">{t("shell.palette.hint")}</p>
      <p role="status" className="sr-only">
        {t("shell.palette.results", { count: found.length })}
      </p>
      <Results listId={listId} found={found} chosen={chosen} />
      {found.length === 0 && <p>{t("shell.palette.none")}</p>}
    </div>
  );
}

function Results({
  listId,
  found,
  chosen,
}: {
  readonly listId: string;
  readonly found: readonly Found[];
  readonly chosen: Found | undefined;
}) {
  const { t } = useTranslation();
  return (
    <div id={listId} role="listbox" aria-label={t("shell.palette.title")} className="flex flex-col">
      {found.map((item, index) => (
        <div key={item.id} role="presentation">
          {found[index - 1]?.group !== item.group && (
            <p className="mt-2 mb-1 text-sm font-semibold text-muted" aria-hidden="true">
              {t(`shell.palette.${item.group}`)}
            </p>
          )}
          <div
            id={`${listId}-${item.id}`}
            role="option"
            aria-selected={item === chosen}
            onClick={item.go}
            className="flex min-h-10 cursor-pointer items-center justify-between gap-3 rounded-control px-3 aria-selected:bg-brand-soft aria-selected:outline-2 aria-selected:outline-brand"
          >
            <span>{item.text}</span>
            {item.beside !== undefined && <span className="text-sm text-muted">{item.beside}</span>}
          </div>
        </div>
      ))}
    </div>
  );
}

function useFound(text: string, close: () => void): readonly Found[] {
  const wanted = text.trim().toLocaleLowerCase();
  const fixed = useFixed(close).filter(
    (item) => wanted === "" || item.text.toLocaleLowerCase().includes(wanted),
  );
  const members = useMembersFound(useDeferredValue(text.trim()), close);
  return [...fixed, ...members];
}

function useMembersFound(q: string, close: () => void): readonly Found[] {
  const navigate = useNavigate();
  const canRead = useMay("members:read");
  const called = useMemberCalled();
  const members = useQuery({
    queryKey: ["members", "palette", q],
    queryFn: ({ signal }) => trofast.members.search({ query: { q, limit: MEMBERS_SHOWN }, signal }),
    enabled: canRead && q.length >= SEARCH_FROM,
  });
  return (members.data?.data ?? []).map(({ memberId, name, identity, joinedAt }) => ({
    id: memberId,
    group: "members",
    text: called({ name, number: identity?.masked ?? null, joinedAt }),
    beside: name === null ? undefined : identity?.masked,
    go: () => {
      close();
      void navigate({ to: "/members/$memberId", params: { memberId } });
    },
  }));
}

function useFixed(close: () => void): readonly Found[] {
  const { t } = useTranslation();
  const staff = useStaff();
  const navigate = useNavigate();
  const to = (go: () => Promise<void>) => (): void => {
    close();
    void go();
  };
  const acts = [
    { id: "owed", about: "club", scope: "ledger:read", go: () => navigate({ to: "/ledger" }) },
    {
      id: "newDraft",
      about: "club",
      scope: "programme:write",
      go: () => navigate({ to: "/programme", hash: "new" }),
    },
    {
      id: "tryReceipt",
      about: "store",
      scope: "programme:read",
      go: () => navigate({ to: "/programme", hash: "try" }),
    },
    {
      id: "joinCode",
      about: "store",
      scope: "checkout",
      go: () => navigate({ to: "/members", search: { join: true } }),
    },
    {
      id: "upload",
      about: "club",
      scope: "catalogue:write",
      go: () => navigate({ to: "/catalogue", search: {}, hash: "upload" }),
    },
    {
      id: "invite",
      about: "club",
      scope: "admin",
      go: () => navigate({ to: "/settings/$section", params: { section: "team" } }),
    },
    {
      id: "newKey",
      about: "club",
      scope: "admin",
      go: () => navigate({ to: "/settings/$section", params: { section: "keys" } }),
    },
  ] as const;
  return [
    ...places
      .filter(({ scope, about }) => may(staff, scope, about))
      .map(({ id, to: path }) => ({
        id,
        group: "places" as const,
        text: t(`shell.places.${id}`),
        go: to(() => navigate({ to: path })),
      })),
    ...acts
      .filter(({ scope, about }) => may(staff, scope, about))
      .map(({ id, go }) => ({
        id,
        group: "acts" as const,
        text: t(`shell.palette.${id}`),
        go: to(go),
      })),
  ];
}
