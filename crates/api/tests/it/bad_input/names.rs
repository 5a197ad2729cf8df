//! Names of wallets: any script, on one line, shown as they were written.

use reqwest::Method;
use serde_json::json;

use super::Refusals;
use super::scene::Scene;
use crate::whole_bank::answer;

#[test]
fn names_of_every_script_are_kept_as_they_are() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let path = format!("/api/wallets/{}", scene.wallet.id);
        let hundred = |unit: &str| -> String {
            let name: String = unit.chars().cycle().take(100).collect();
            assert_eq!(name.chars().count(), 100);
            name
        };
        for name in [
            "A",
            "Alice’s Wallet",
            "Épargne d’été",
            "Sparschwein für Straße & Söhne <b>\"fünf\"</b>",
            "محفظة الأسرة",
            "می‌خواهم",
            "財布",
            "कुटुम्ब का बटुआ",
            "Портмоне",
            "👨‍👩‍👧‍👦 family",
            "o\u{308}",
            "=1+1",
            "../../etc",
            &hundred("x"),
            &hundred("’"),
            &hundred("財布"),
            &hundred("👛"),
        ] {
            let body = json!({ "name": name });
            let renamed = scene.call(&scene.owner, Method::PATCH, &path).json(&body);
            assert_eq!(answer(renamed).await.expect(200)["name"], name);
            let read = scene.call(&scene.owner, Method::GET, &path);
            assert_eq!(answer(read).await.expect(200)["name"], name);
        }
        let name = hundred("Alice’s ").trim_end().to_owned();
        let opened = scene.post("/api/wallets", &json!({ "name": name }));
        assert_eq!(answer(opened).await.expect(201)["name"], name);
    });
}

#[test]
fn names_that_are_too_long_or_cannot_be_seen_are_refused() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let refusals = Refusals::watch(bank).await;
        let path = format!("/api/wallets/{}", scene.wallet.id);
        let bad = [
            ("text_empty", String::new()),
            ("text_empty", "   ".to_owned()),
            ("text_empty", "\u{a0}\u{3000}".to_owned()),
            ("text_outer_space", " Mine".to_owned()),
            ("text_outer_space", "Mine\u{a0}".to_owned()),
            ("text_too_long", "x".repeat(101)),
            ("text_too_long", "’".repeat(101)),
            ("text_too_long", "👛".repeat(101)),
        ];
        let hidden = [
            '\0', '\t', '\n', '\r', '\u{1b}', '\u{7f}', '\u{85}', '\u{9f}', '\u{ad}', '\u{200b}',
            '\u{200e}', '\u{2028}', '\u{2029}', '\u{202e}', '\u{2066}', '\u{feff}',
        ];
        let hidden = hidden.map(|c| ("text_invisible_characters", format!("My{c}Wallet")));
        for (code, name) in bad.into_iter().chain(hidden) {
            let body = json!({ "name": name });
            let renamed = scene.call(&scene.owner, Method::PATCH, &path).json(&body);
            for request in [renamed, scene.post("/api/wallets", &body)] {
                let refused = refusals.of(&name, request).await;
                assert_eq!(refused, format!("422 invalid name {code}"), "{name:?}");
            }
        }
    });
}
