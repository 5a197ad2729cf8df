//! Files that browsers may keep for ever: their addresses carry the hash of their content.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::{
    Router,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use bytes::Bytes;
use tower_http::compression::CompressionLayer;

use crate::extract::Path;

/// How long a file may be kept without asking: its address changes with its content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

struct Asset {
    name: &'static str,
    path: String,
    content_type: &'static str,
    body: Bytes,
}

/// All scripts in one file, since each file is a request of the first visit.
const SCRIPTS: &str = concat!(
    include_str!("../assets/vendor/htmx/htmx.min.js"),
    "\n",
    include_str!("../assets/bank.js"),
    include_str!("../assets/live.js"),
);

/// Every file. The style sheet comes last: it names others by their addresses.
static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let file = |name, content_type, body: &'static [u8]| {
        Asset::new(name, content_type, Bytes::from_static(body))
    };
    let mut assets = vec![
        file(
            "figtree.woff2",
            "font/woff2",
            include_bytes!("../assets/vendor/figtree/figtree.woff2"),
        ),
        file(
            "bank.js",
            "text/javascript; charset=utf-8",
            SCRIPTS.as_bytes(),
        ),
        file(
            "icons.svg",
            "image/svg+xml",
            include_bytes!("../assets/icons.svg"),
        ),
        file(
            "mark.svg",
            "image/svg+xml",
            include_bytes!("../assets/mark.svg"),
        ),
        file(
            "guilloche.svg",
            "image/svg+xml",
            include_bytes!("../assets/guilloche.svg"),
        ),
    ];
    let mut style = include_str!("../assets/bank.css").to_owned();
    for asset in &assets {
        style = style.replace(
            &format!("url({})", asset.name),
            &format!("url({})", asset.path),
        );
    }
    assets.push(Asset::new(
        "bank.css",
        "text/css; charset=utf-8",
        Bytes::from(style),
    ));
    assets
});

impl Asset {
    fn new(name: &'static str, content_type: &'static str, body: Bytes) -> Self {
        let hash = digest::digest(&digest::SHA256, &body);
        let hash: String = hash
            .as_ref()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            name,
            path: format!("/assets/{hash}/{name}"),
            content_type,
            body,
        }
    }
}

/// The address of a file; empty for one that does not exist, which a test looks for.
pub(crate) fn path(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("", |asset| asset.path.as_str())
}

/// Serves the files.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/assets/{hash}/{name}", get(serve))
        .layer(CompressionLayer::new())
}

async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let path = format!("/assets/{hash}/{name}");
    let Some(asset) = ASSETS.iter().find(|asset| asset.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, IMMUTABLE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    (headers, asset.body.clone()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_other_files_by_their_hashes() {
        let style = ASSETS.iter().find(|asset| asset.name == "bank.css");
        let style = String::from_utf8(style.unwrap().body.to_vec()).unwrap();
        for part in style.split("url(").skip(1) {
            assert!(part.starts_with("/assets/"), "{}", &part[..30]);
        }
    }

    #[test]
    fn files_of_others_are_as_published() {
        let listed = include_str!("../assets/vendor/README.md");
        let htmx: &[u8] = include_bytes!("../assets/vendor/htmx/htmx.min.js");
        let figtree = include_bytes!("../assets/vendor/figtree/figtree.woff2");
        for (file, body) in [
            ("htmx/htmx.min.js", htmx),
            ("figtree/figtree.woff2", figtree),
        ] {
            let hash = digest::digest(&digest::SHA256, body);
            let hash: String = hash.as_ref().iter().map(|it| format!("{it:02x}")).collect();
            let line = listed.lines().find(|line| line.contains(file)).unwrap();
            assert!(line.contains(&hash), "{file} is {hash}");
        }
    }
}
