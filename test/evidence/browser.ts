import { type Browser, chromium as playwright } from "playwright-core";

/** What the package takes for a bare machine, on which it brings libraries and fonts of its own. */
const BARE = { AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" };

/** A browser that ships in a package, so that it starts on any machine with Linux; the reason where it does not. */
export async function startBrowser(): Promise<Browser | string> {
  const before = { ...process.env };
  Object.assign(process.env, BARE);
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    return await playwright.launch({
      executablePath: await chromium.executablePath(),
      // A container has no sandbox to offer, and the page is ours and asks for nothing.
      args: ["--no-sandbox", "--font-render-hinting=none"],
    });
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? error.name) : String(error);
  } finally {
    // The package changes where libraries and fonts are looked for, which is meant for the browser alone.
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}
