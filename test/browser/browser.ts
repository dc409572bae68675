// A real Chromium without a window, and a page of it that notes everything a visitor should never meet.
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium, HOW_TO_GET } from '../../scripts/chromium.js';

// Without these Chromium looks for updates and the like, which has nothing to do with the page.
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launch(more: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(HOW_TO_GET);
  return chromium.launch({ executablePath, args: [...QUIET, ...more] });
}

export interface Visit {
  readonly page: Page;
  /** Errors on the console or thrown, and requests that leave the origin. */
  readonly faults: string[];
}

export async function visit(browser: Browser, address: string, width = 1280): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const faults: string[] = [];
  const { origin } = new URL(address);
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin: to } = new URL(request.url());
    if (protocol !== 'data:' && to !== origin) faults.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, faults };
}

/** Opens the page of this folder and waits until it has its results. */
export async function visitPage(browser: Browser, address: string, width?: number): Promise<Visit> {
  const { page, faults } = await visit(browser, address, width);
  await page.waitForSelector('body[data-state]');
  return { page, faults };
}
