import { z } from "zod";

/** A Discord id. */
export const snowflake = z.string().regex(/^\d{1,20}$/, "is not snowflake");
