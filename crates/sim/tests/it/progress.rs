use sim::{Outcome, Progress};

fn outcome(seed: u64, found: bool) -> Outcome {
    Outcome {
        seed,
        trace: 0,
        violation: found.then(|| "something".to_owned()),
        story: Vec::new(),
    }
}

#[test]
fn an_interrupted_row_of_seeds_goes_on_where_no_seed_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seeds");
    let mut progress = Progress::read(Some(&file), 1_000, 60).unwrap();
    assert_eq!((progress.next(), progress.left()), (1_000, 60));
    // Out of order, as runs end: the gap at 1 010 is not passed.
    for seed in (1_000..1_055).filter(|seed| *seed != 1_010) {
        progress.note(&outcome(seed, seed == 1_003)).unwrap();
    }
    assert_eq!(progress.next(), 1_010);
    progress.note(&outcome(1_010, false)).unwrap();
    assert_eq!(progress.next(), 1_055);
    for seed in 1_055..1_060 {
        progress.note(&outcome(seed, false)).unwrap();
    }
    assert_eq!(progress.to_string(), "60 seeds run, 1 violations");

    let again = Progress::read(Some(&file), 1_000, 60).unwrap();
    assert_eq!((again.left(), again.violations()), (0, 1));
    // More of the same seeds may follow, others may not.
    let more = Progress::read(Some(&file), 1_000, 100).unwrap();
    assert_eq!((more.next(), more.left()), (1_060, 40));
    assert!(Progress::read(Some(&file), 7, 100).is_err());
}
