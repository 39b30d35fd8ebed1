/** The member app's places. Tabs: home, rewards, club, me; the card lies over all of them. */
import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { first } from "../ui/first.ts";
import { Frame } from "./frame.tsx";
import { Home } from "./screens/home.tsx";

const root = createRootRoute({ component: Frame });
const home = createRoute({ getParentRoute: () => root, path: "/", component: Home });

export const router = createRouter({
  routeTree: root.addChildren([home]),
  basepath: first.base === "" ? "/" : first.base,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
