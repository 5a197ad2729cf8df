//! No space left for the database.

use std::{fs::File, io::Write as _, path::PathBuf};

use serde_json::json;

use super::{Scene, asks_for_patience};
use crate::{program::Program, server::Ground};

/// Mounts a small file system for the database that the program alone sees, and becomes the program.
const ON_A_SMALL_DISK: [&str; 7] = [
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    "mount -t tmpfs -o size=24m tmpfs data && exec \"$0\" \"$@\"",
];

/// Whether this machine lets a test mount a file system for itself.
async fn can_mount() -> bool {
    let tried = tokio::process::Command::new("unshare")
        .args(&ON_A_SMALL_DISK[1..6])
        .arg("mount -t tmpfs tmpfs /mnt")
        .output()
        .await;
    tried.is_ok_and(|tried| tried.status.success())
}

/// The disk of a program that runs, as others see it.
struct Disk(PathBuf);

impl Disk {
    fn of(ground: &Ground, program: &Program) -> Self {
        let data = ground.home.path("data");
        let data = data.strip_prefix("/").unwrap();
        Self(
            PathBuf::from(format!("/proc/{}/root", program.pid()))
                .join(data)
                .join("filler"),
        )
    }

    /// Writes until there is no space left.
    fn fill(&self) {
        let mut file = File::create(&self.0).unwrap();
        let mut piece = vec![7_u8; 1 << 20];
        while !piece.is_empty() {
            // A piece that fits in part fills what is left.
            if file.write_all(&piece).is_err() {
                piece.truncate(piece.len() / 2);
            }
        }
    }

    fn clear(&self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_moves_twice() {
    if !can_mount().await {
        println!("SKIPPED: no file system can be mounted here, so no disk was full");
        return;
    }
    let mut scene = Scene::begin(|ground| {
        std::fs::create_dir(ground.home.path("data")).unwrap();
        ground.invocation().under(&ON_A_SMALL_DISK)
    })
    .await;
    let disk = Disk::of(&scene.ground, scene.server.program());
    scene.is_confirmed(0).await;

    // One is under way while the disk fills up: what custody answers cannot be written down.
    let custody = scene.ground.custody().clone();
    let hold = json!({"hold": true, "when": "after"});
    let held = custody.fault(json!({"step": "transfer"}), hold, 1).await;
    let (_, ()) = tokio::join!(scene.send(1), custody.struck(held, 1));
    disk.fill();
    custody.release(held).await;
    for number in 2..5 {
        let refused = asks_for_patience(scene.send(number).await.unwrap());
        assert_eq!(refused["code"], "unavailable", "{refused}");
        assert_eq!(scene.executed(number).await, 0);
    }
    // What is only read can still be read.
    scene.alice.get("/api/wallets").await.with(200);
    assert_eq!(scene.executed(1).await, 1);

    disk.clear();
    for number in 0..5 {
        scene.is_confirmed(number).await;
    }
    assert!(
        !scene.ground.home.path("data/bank.db").exists(),
        "the database was on the small disk"
    );
    scene.server.into_program().stop().await;
}
