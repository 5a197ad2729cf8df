//! A text as a QR code, for a template to draw.

use qrcode::{Color, QrCode};

/// What an `svg` needs: the side with its quiet margin, and the path of the dark modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Qr {
    pub(super) side: usize,
    pub(super) path: String,
}

/// Modules of the margin; the frame around the drawing adds to it.
const MARGIN: usize = 2;

impl Qr {
    /// The code of a text; `None` for one that is too long for any.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let width = code.width();
        let colors = code.to_colors();
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&Color::Dark) {
                    let length = run.len();
                    path.push_str(&format!(
                        "M{} {}h{length}v1h-{length}z",
                        x + MARGIN,
                        y + MARGIN
                    ));
                }
                x += run.len();
            }
        }
        Some(Self {
            side: width + 2 * MARGIN,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let address = "0x57A774B83260f4302F8952Bee6eC10f39D76225b";
        let qr = Qr::of(address).unwrap();
        let code = QrCode::new(address).unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|it| **it == Color::Dark)
            .count();
        let runs = qr.path.split('M').skip(1);
        let drawn: usize = runs
            .map(|run| {
                let (_, run) = run.split_once('h').unwrap();
                let (length, _) = run.split_once('v').unwrap();
                length.parse::<usize>().unwrap()
            })
            .sum();
        assert_eq!((drawn, qr.side), (dark, code.width() + 4));
        // The upper left finder begins at the margin.
        assert!(qr.path.starts_with("M2 2h7v1h-7z"), "{}", qr.path);
    }
}
