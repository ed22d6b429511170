import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { evidenceOf } from "../../evidence/evidence";
import { evidenceHtml } from "../../evidence/formats/html";
import { RULES } from "../../policy-packs/rules";
import { startBrowser } from "./browser";
import { COMPLIANT, HOSTILE, judged, NOW, VIOLATING } from "./stacks";

/** Where SCREENSHOTS is set, pictures for people to look at are left here; git does not keep them. */
const PICTURES = join(__dirname, "..", "..", ".cache", "screenshots");
const TAKES_PICTURES = process.env["SCREENSHOTS"] !== undefined;

describe("The page in a browser", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "mandate-page-"));
  const file = join(folder, "index.html");
  const address = pathToFileURL(file).href;
  let browser: Browser;
  /** What went wrong in any page: errors, messages of the console, requests for anything but the page. */
  const trouble: string[] = [];

  before(async function () {
    const started = await startBrowser();
    if (typeof started === "string") {
      console.log(`    skipped: no browser starts here (${started})`);
      this.skip();
    }
    browser = started;
    const stacks = { "stacks/shop": VIOLATING, "stacks/clean": COMPLIANT, "stacks/hostile": HOSTILE };
    writeFileSync(file, evidenceHtml(evidenceOf(judged(stacks, RULES), ["x: there is no such file"], RULES, NOW)));
    if (TAKES_PICTURES) mkdirSync(PICTURES, { recursive: true });
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    assert.deepEqual(trouble.splice(0), []);
  });

  async function open(options: BrowserContextOptions = {}, at = address): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("console", (message) => trouble.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(address)) trouble.push(`asks for ${request.url()}`);
    });
    await page.goto(at);
    return page;
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (TAKES_PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  const shownIn = (page: Page, table: string) => page.locator(`#${table} tbody tr:visible th`).allInnerTexts();
  /** What axe-core finds, in short; with everything unfolded, so that it sees all. */
  async function barriers(page: Page, ...rules: readonly string[]): Promise<string[]> {
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    const axe = new AxeBuilder({ page });
    const { violations } = await (rules.length > 0 ? axe.withRules([...rules]) : axe).analyze();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  }

  // What a look changes is colours and widths; all else is checked once.
  const LOOKS = [
    ["light", [], { colorScheme: "light" }],
    ["dark", ["color-contrast"], { colorScheme: "dark" }],
    ["narrow", ["scrollable-region-focusable"], { viewport: { width: 390, height: 844 } }],
  ] as const;

  for (const [look, rules, options] of LOOKS) {
    it(`has no barrier and no overflow, ${look}`, async () => {
      const page = await open(options);
      await picture(page, look);
      assert.deepEqual(await barriers(page, ...rules), []);
      const [content, window] = await page.evaluate<[number, number]>(
        "[document.documentElement.scrollWidth, innerWidth]",
      );
      assert.ok(content <= window, `${content} of ${window} pixels`);
      await page.context().close();
    });
  }

  it("can be read whole without scripts, and shows nothing to press that would do nothing", async () => {
    const page = await open({ javaScriptEnabled: false });
    assert.equal(await page.locator("#filter").isVisible(), false);
    assert.equal(await page.locator("main button:visible").count(), 0);
    assert.equal(await page.locator("#matrix tbody tr:visible").count(), 6);
    assert.ok(await page.getByRole("heading", { name: "Shared responsibility" }).isVisible());
    await picture(page, "without-scripts");
    await page.context().close();
  });

  it("prints everything, with what is folded unfolded, and without what only a screen needs", async () => {
    const page = await open();
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("details:not([open])").count(), 0);
    assert.equal(await page.locator("#filter").isVisible(), false);
    assert.equal(await page.locator("nav").isVisible(), false);
    const pdf = await page.pdf({
      ...(TAKES_PICTURES && { path: join(PICTURES, "print.pdf") }),
      preferCSSPageSize: true,
    });
    assert.ok(pdf.length > 10_000);
    await page.setViewportSize({ width: 1040, height: 720 });
    await picture(page, "print");
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.notEqual(await page.locator("details:not([open])").count(), 0);
    await page.context().close();
  });

  it("leads past its head with the first key", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the evidence");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("document.activeElement.id"), "main");
    await page.context().close();
  });

  it("filters by keyboard, says how much is left, and keeps the filter in its address", async () => {
    const page = await open();
    await page.locator("#verdict").focus();
    await page.keyboard.type("pass");
    assert.match(await page.locator("#count").innerText(), /^Showing \d of 6 identities and 0 of \d+ findings\.$/);
    await page.locator("#q").focus();
    await page.keyboard.type("pipeline");
    await page.locator("#verdict").selectOption("");
    assert.deepEqual(await shownIn(page, "matrix"), ["pipeline\nIAM user\nstacks/shop"]);
    assert.match(page.url(), /\?q=pipeline$/);
    const again = await open({}, page.url());
    assert.deepEqual(await shownIn(again, "matrix"), ["pipeline\nIAM user\nstacks/shop"]);
    await page.getByRole("button", { name: "Reset" }).press("Enter");
    await page.locator("#matrix tbody tr[hidden]").first().waitFor({ state: "detached" });
    assert.match(await page.locator("#count").innerText(), /^Showing 6 of 6 identities/);
    await page.context().close();
    await again.context().close();
  });

  it("sorts by keyboard, and says in which order", async () => {
    const page = await open();
    const head = page.locator("#matrix thead th", { hasText: "Identity" });
    await head.getByRole("button").press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const ascending = await shownIn(page, "matrix");
    await head.getByRole("button").press("Space");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    const descending = await shownIn(page, "matrix");
    const names = descending.map((text) => /^(?:open|partner|pipeline|resizer|evil)/.exec(text)?.[0]);
    assert.deepEqual(names, ["resizer", "resizer", "pipeline", "partner", "open", "evil"]);
    assert.equal(ascending[0], descending[5]);
    await page.context().close();
  });

  it("opens what a link leads to", async () => {
    const page = await open({}, `${address}#identity-0`);
    assert.ok(await page.locator("#identity-0").isVisible());
    await page.locator("#matrix tbody a").nth(2).press("Enter");
    assert.ok(await page.locator("#identity-2").isVisible());
    await page.context().close();
  });

  it("runs nothing that a stack says", async () => {
    const page = await open();
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 1);
    await page.context().close();
  });
});
