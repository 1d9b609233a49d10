//! What the real commands did, `tests/recordings/AREA/*.case`, the simulated ones do too.

use std::collections::BTreeSet;
use std::path::PathBuf;

use phoenix_tests::replay::{self, Verdict};

fn cases() -> Vec<replay::Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("recordings");
    replay::conformance_cases(&folder).unwrap()
}

#[test]
fn the_simulated_commands_do_what_the_real_ones_did() {
    let mut wrong = String::new();
    for case in cases() {
        let judged = replay::judge(case);
        wrong += &judged.to_string();
        for (record, verdict) in judged.case.records.iter().zip(&judged.verdicts) {
            if let Verdict::Apart(reason) = verdict {
                wrong += &format!("--- {}\n$ {}\nit is not compared: {reason}\n", judged.case.name, record.command);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_case_has_a_title_of_its_own() {
    let mut titles = BTreeSet::new();
    for case in cases() {
        assert!(titles.insert(case.name.clone()), "two cases are called {:?}", case.name);
    }
}

#[test]
fn a_recording_that_says_something_else_is_named() {
    let mut case = cases().into_iter().find(|case| case.name.starts_with("pct/")).unwrap();
    case.records[0].stderr.push_str("something else\n");
    let judged = replay::judge(case);
    assert!(!judged.agrees());
    assert!(judged.to_string().contains("something else"), "{judged}");
}
