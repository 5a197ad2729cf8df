//! Somebody without a mouse: keys, and where the focus is.

use thirtyfour::Key;

use super::Person;

/// No page has more places to stop at than this.
const STOPS_MAX: usize = 80;

/// What is read of the element that has the focus: its label, or what it says; nothing when the
/// page itself has it.
const FOCUSED: &str = "const it = document.activeElement; \
    if (!it || it === document.body) return ''; \
    const text = it.getAttribute('aria-label') ?? it.labels?.[0]?.textContent ?? it.textContent; \
    return text.replace(/\u{ad}/g, '').replace(/\\s+/g, ' ').trim() || it.id";

/// Whether somebody sees where the focus is: the element, or what stands around it, has an outline
/// and is on the screen.
const IS_SEEN: &str = "const it = document.activeElement; \
    const outlined = it => it && getComputedStyle(it).outlineStyle !== 'none' \
        && parseFloat(getComputedStyle(it).outlineWidth) >= 2; \
    const around = ['.input', '.choice', '.account'].map(name => it.closest(name)); \
    const {top, bottom, width} = it.getBoundingClientRect(); \
    const isShown = bottom > 0 && top < innerHeight && width > 0; \
    return isShown && [it, ...around].some(outlined)";

impl Person {
    /// Presses a key.
    pub(crate) async fn strikes(&self, key: Key) {
        let strike = self.driver().action_chain().send_keys(key);
        strike.perform().await.unwrap();
    }

    /// Types where the focus is.
    pub(crate) async fn types(&self, text: &str) {
        let typing = self.driver().action_chain().send_keys(text);
        typing.perform().await.unwrap();
    }

    /// What has the focus, as it is labelled.
    pub(crate) async fn focused(&self) -> String {
        let focused = self.script(FOCUSED, Vec::new()).await;
        focused.as_str().unwrap().to_owned()
    }

    /// Waits until what has the focus is labelled so.
    pub(crate) async fn comes_to_focus(&self, label: &str) {
        let what = format!("{} to have the focus on {label:?}", self.name());
        self.eventually(&what, async || {
            self.focused().await.starts_with(label).then_some(())
        })
        .await;
    }

    /// Goes on from stop to stop until one is labelled so. Each stop can be seen.
    pub(crate) async fn tabs_to(&self, label: &str) {
        let mut stops = Vec::new();
        for _ in 0..STOPS_MAX {
            self.strikes(Key::Tab).await;
            let stop = self.focused().await;
            if stop.is_empty() {
                // Past the last stop, where the browser's own window begins.
                continue;
            }
            let what = format!("{}: to see the focus on {stop:?}", self.name());
            self.eventually(&what, async || {
                (self.script(IS_SEEN, Vec::new()).await == true).then_some(())
            })
            .await;
            if stop.starts_with(label) {
                return;
            }
            stops.push(stop);
        }
        panic!("{}: no stop {label:?} in {stops:?}", self.name());
    }
}
