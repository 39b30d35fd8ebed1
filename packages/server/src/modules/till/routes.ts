import * as contract from "@trofast/contract/till";
import { bind, type Http } from "../../platform/http.ts";
import * as till from "./service.ts";

export function registerTillRoutes(http: Http): void {
  bind(http, contract.tillCustomerCall, async ({ club, params }) => till.customer(club, params));
}
