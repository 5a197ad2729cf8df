//! What a browser is made to show, and what is measured of it: windows and tabs, streams, swaps,
//! requests, how still a page stands, and pictures.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use thirtyfour::WindowHandle;

use super::{Person, Scheme, installed};

/// Where a further page is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In front of the others, which are hidden then.
    Tab,
    /// Beside them.
    Window,
}

/// Runs before the scripts of every page.
const OBSERVER: &str = "window.observed = {streams: [], swaps: 0, shift: 0}; \
    new PerformanceObserver(list => list.getEntries() \
        .forEach(it => { if (!it.hadRecentInput && observed.swaps === 0) observed.shift += it.value; })) \
        .observe({type: 'layout-shift', buffered: true}); \
    window.EventSource = class extends EventSource { \
        constructor(address) { \
            super(observed.isForgotten ? address.split('?')[0] : address); \
            observed.streams.push(this); } }; \
    document.addEventListener('htmx:beforeSwap', \
        ({detail}) => { if (detail.shouldSwap) observed.swaps += 1; });";

impl Person {
    /// From the next page on, counts what the pages ask and swap, and their streams.
    pub(super) async fn observes(&self) {
        let source = json!({"source": OBSERVER});
        let cdp = self.driver().cdp();
        cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", source)
            .await
            .unwrap();
    }

    /// How many streams the page holds.
    pub(crate) async fn streams(&self) -> u64 {
        let script = "return observed.streams.filter(it => it.readyState === 1).length";
        let count = self.script(script, Vec::new()).await;
        count.as_u64().unwrap()
    }

    /// Waits until the page holds so many streams.
    pub(crate) async fn comes_to_hold(&self, streams: u64) {
        let what = format!("{} to hold {streams} streams", self.name());
        self.eventually(&what, async || {
            (self.streams().await == streams).then_some(())
        })
        .await;
    }

    /// Each part of the page that was swapped cost one request, and each answer was swapped.
    pub(crate) async fn swapped_by_one_request_each(&self) -> u64 {
        let script = "const asked = performance.getEntriesByType('resource') \
            .filter(it => it.initiatorType === 'xmlhttprequest' && it.responseStatus === 200); \
            return [asked.length, observed.swaps]";
        let what = format!("{}: as many swaps as answers", self.name());
        // The last answer may be on its way into the page.
        self.eventually(&what, async || {
            let counts = self.script(script, Vec::new()).await;
            (counts[0] == counts[1]).then_some(counts[1].as_u64()?)
        })
        .await
    }

    /// Opens a page in another tab, or in a window beside this one, and looks at it.
    pub(crate) async fn opens(&self, place: Place, path: &str) -> WindowHandle {
        let opened = match place {
            Place::Tab => self.driver().new_tab().await,
            Place::Window => self.driver().new_window().await,
        };
        let handle = opened.unwrap();
        self.looks_at(&handle).await;
        self.observes().await;
        self.goes_to(path).await;
        handle
    }

    /// The tab that is looked at.
    pub(crate) async fn tab(&self) -> WindowHandle {
        self.driver().window().await.unwrap()
    }

    /// Closes the tab that is looked at; look at another one then.
    pub(crate) async fn closes_the_tab(&self) {
        self.driver().close_window().await.unwrap();
    }

    /// Whether the page has given up a stream.
    pub(crate) async fn was_hidden(&self) -> bool {
        let script = "return observed.streams.some(it => it.readyState === 2)";
        self.script(script, Vec::new()).await == true
    }

    /// The bank no longer keeps what this page has heard: its next stream begins anew.
    pub(crate) async fn is_forgotten(&self) {
        self.script("observed.isForgotten = true", Vec::new()).await;
    }

    /// Brings a tab to the front.
    pub(crate) async fn looks_at(&self, tab: &WindowHandle) {
        self.driver().switch_to_window(tab.clone()).await.unwrap();
    }

    /// What the page that is shown has cost: requests, and bytes over the wire.
    pub(crate) async fn loaded(&self) -> (u64, u64) {
        let script = "const all = [...performance.getEntriesByType('navigation'), \
            ...performance.getEntriesByType('resource')]; \
            return [all.length, all.reduce((sum, one) => sum + one.transferSize, 0)]";
        let cost = self.script(script, Vec::new()).await;
        (cost[0].as_u64().unwrap(), cost[1].as_u64().unwrap())
    }

    /// By how much things have moved since the page was first shown and until a part of it changed,
    /// as browsers measure it; none when it stood still.
    pub(crate) async fn moved(&self) -> Option<String> {
        // A time that is told anew ("2 minutes ago") moves its neighbour by a hair.
        let script = "return observed.shift < 0.001 ? null : String(observed.shift)";
        let moved = self.script(script, Vec::new()).await;
        moved.as_str().map(str::to_owned)
    }

    /// Leaves a mark on the page that a reload takes away.
    pub(crate) async fn marks_the_page(&self) {
        if self.runs_scripts() {
            self.script("window.stillTheSame = true", Vec::new()).await;
        }
    }

    /// The page with the mark is still there: what changed on it came by itself.
    pub(crate) async fn was_not_reloaded(&self) {
        if self.runs_scripts() {
            let script = "return window.stillTheSame === true";
            assert_eq!(self.script(script, Vec::new()).await, true);
            self.swapped_by_one_request_each().await;
        }
    }

    /// The size of the window's inside, and light or dark.
    pub(crate) async fn shows(&self, width: u32, scheme: Scheme) {
        let scheme = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let cdp = self.driver().cdp();
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        cdp.send_raw("Emulation.setEmulatedMedia", json!({"features": features}))
            .await
            .unwrap();
        let screen = json!({
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        cdp.send_raw("Emulation.setDeviceMetricsOverride", screen)
            .await
            .unwrap();
    }

    /// Keeps a picture of what comes out on paper.
    pub(crate) async fn prints(&self, name: &str) {
        let cdp = self.driver().cdp();
        let media = |media| json!({"media": media});
        cdp.send_raw("Emulation.setEmulatedMedia", media("print"))
            .await
            .unwrap();
        self.pictures(&format!("{name}-print")).await;
        cdp.send_raw("Emulation.setEmulatedMedia", media(""))
            .await
            .unwrap();
    }

    /// The size of letters that the browser is set to, in CSS pixels; 16 unless somebody changes it.
    pub(crate) async fn reads_in_letters_of(&self, pixels: u32) {
        let sizes = json!({"fontSizes": {"standard": pixels, "fixed": pixels}});
        let cdp = self.driver().cdp();
        cdp.send_raw("Page.setFontSizes", sizes).await.unwrap();
    }

    /// Keeps a picture of the whole page.
    pub(crate) async fn pictures(&self, name: &str) {
        let cdp = self.driver().cdp();
        let layout = cdp.send_raw("Page.getLayoutMetrics", ()).await.unwrap();
        let size = &layout["cssContentSize"];
        let wanted = json!({"captureBeyondViewport": true, "clip": {
            "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1,
        }});
        self.keeps(name, wanted).await;
    }

    /// Keeps a picture of what the window shows, as people see it.
    pub(crate) async fn pictures_the_window(&self, name: &str) {
        self.keeps(name, json!({})).await;
    }

    async fn keeps(&self, name: &str, wanted: Value) {
        let cdp = self.driver().cdp();
        let answer = cdp
            .send_raw("Page.captureScreenshot", wanted)
            .await
            .unwrap();
        let picture = STANDARD.decode(answer["data"].as_str().unwrap()).unwrap();
        let folder = installed::target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let plain = if self.runs_scripts() {
            ""
        } else {
            "-without-javascript"
        };
        std::fs::write(folder.join(format!("{name}{plain}.png")), picture).unwrap();
    }
}
