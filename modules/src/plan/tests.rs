use super::*;

const WITH_SNAPSHOT: &str = "arch: amd64\nlxc.a = 1\nlxc.b:2\n\n[first]\narch: amd64\nlxc.a: 1\nlxc.c: 3\n";

fn lines(found: &[&str], remove: &[usize], append: &[&str]) -> Edit {
    let own = |lines: &[&str]| lines.iter().map(ToString::to_string).collect();
    Edit::Lines { found: own(found), remove: remove.iter().copied().collect(), append: own(append) }
}

#[test]
fn lines_are_edited_in_the_main_section_only_whatever_their_spelling() {
    let edited = lines(&["lxc.a: 1"], &[0], &["lxc.c: 3"]).apply(WITH_SNAPSHOT).unwrap();
    assert_eq!(edited, "arch: amd64\nlxc.b:2\nlxc.c: 3\n\n[first]\narch: amd64\nlxc.a: 1\nlxc.c: 3\n");
}

#[test]
fn of_lines_that_are_alike_the_meant_one_goes() {
    let text = "lxc.a: 1\nmemory: 5\nlxc.a: 2\nlxc.a=1";
    let edited = lines(&["lxc.a: 1", "lxc.a: 2", "lxc.a: 1"], &[2], &["lxc.a: 3"]).apply(text).unwrap();
    assert_eq!(edited, "lxc.a: 1\nmemory: 5\nlxc.a: 2\nlxc.a: 3\n");
}

#[test]
fn a_line_that_came_or_went_meanwhile_stops_the_edit() {
    for found in [&["lxc.a: 9"][..], &[], &["lxc.a: 1", "lxc.a: 1"]] {
        assert_eq!(lines(found, &[], &["lxc.a: 5"]).apply(WITH_SNAPSHOT), Err(EditError::Moved), "{found:?}");
    }
    // What else was written to the file is nobody's business here.
    assert!(lines(&["lxc.a: 1"], &[0], &[]).apply(&format!("memory: 1\n{WITH_SNAPSHOT}")).is_ok());
}

#[test]
fn a_locked_file_and_a_moved_file_are_left_alone() {
    assert_eq!(lines(&[], &[], &["lxc.a: 1"]).apply("lock: backup\n"), Err(EditError::Locked("backup".to_owned())));
    let whole = Edit::Whole { expected: Digest::of(b"a\n"), text: "b\n".to_owned() };
    assert_eq!(whole.apply("a\n"), Ok("b\n".to_owned()));
    assert_eq!(whole.apply("c\n"), Err(EditError::Moved));
}

#[test]
fn only_a_containers_file_is_locked_by_its_text() {
    let text = "lock: in a comment of modprobe\n";
    let edit = Edit::Whole { expected: Digest::of(text.as_bytes()), text: "new\n".to_owned() };
    assert_eq!(edit.apply(text), Ok("new\n".to_owned()));
}

#[test]
fn a_lock_key_of_a_snapshot_section_locks_nothing() {
    assert!(lines(&[], &[], &["lxc.a: 1"]).apply("arch: amd64\n\n[first]\nlock: backup\n").is_ok());
}

#[test]
fn what_is_not_safe_is_held_unless_allowed_by_name() {
    let grow = Change::new("rootfs", None, None).risking(Risk::Irreversible);
    let safe = Change::new("memory", None, None);
    let plan = || Plan {
        steps: vec![
            Step::run(Command::new("safe"), vec![safe.clone()]),
            Step::run(Command::new("grow"), vec![safe.clone(), grow.clone()]),
        ],
        ..Plan::default()
    };
    let judged = plan().judged(&Consent::default());
    assert_eq!((judged.steps.len(), judged.held.len()), (1, 1));
    assert_eq!(plan().judged(&Consent::parse(["irreversible"]).unwrap()).held.len(), 0);
    assert_eq!(plan().judged(&Consent::parse(["interrupts"]).unwrap()).held.len(), 1);
    assert!(Consent::parse(["everything"]).is_err());
}

#[test]
fn what_is_only_expected_stays_expected_and_what_follows_a_held_step_does_not() {
    let step = |risk| Step::run(Command::new("x"), vec![Change::new("a", None, None).risking(risk)]);
    let expected = || Then::LookAgain { predicted: vec![step(Risk::Safe)] };
    let plan = Plan { then: expected(), ..Plan::default() }.judged(&Consent::default());
    assert!(plan.predicted().len() == 1 && !plan.is_settled());
    let plan = Plan { steps: vec![step(Risk::Irreversible)], then: expected(), ..Plan::default() };
    assert_eq!(plan.judged(&Consent::default()).predicted().len(), 0);
}

#[test]
fn a_value_is_written_only_over_the_one_that_was_compared() {
    let edit = Edit::Value { expected: "0".to_owned(), value: "5".to_owned() };
    assert_eq!(edit.apply("0\n"), Ok("5\n".to_owned()));
    assert_eq!(edit.apply("1\n"), Err(EditError::Moved));
}

#[test]
fn a_lock_out_is_refused_with_its_reason_unless_allowed_by_its_own_name() {
    let objection = Refusal {
        property: "policy_in".to_owned(),
        wanted: String::new(),
        found: String::new(),
        why: String::new(),
        remedy: String::new(),
    };
    let change = Change::new("policy_in", None, None).risking(Risk::LockOut);
    let step = Step::run(Command::new("close"), vec![change]).unless_allowed(objection.clone());
    let judged = |words: &[&str]| {
        let plan = Plan { steps: vec![step.clone()], ..Plan::default() };
        plan.judged(&Consent::parse(words.iter().copied()).unwrap())
    };
    for words in [&[][..], &["all"], &["exposes"]] {
        let plan = judged(words);
        assert_eq!((plan.steps.len(), plan.held.len(), &plan.refusals), (0, 0, &vec![objection.clone()]));
    }
    for words in [&["lock-out"][..], &["lock-out", "all"], &["all", "lock-out"]] {
        assert_eq!(judged(words).steps.len(), 1);
    }
}

#[test]
fn steps_that_share_a_command_are_typed_as_one_where_both_may_be_taken() {
    let set = |option: &str, risk| {
        let command = crate::command::Command::new("pct").args(["set", "101", option, "1"]);
        Step::run(command, vec![Change::new(option, None, Some("1".to_owned())).risking(risk)])
    };
    let plan = || Plan {
        steps: vec![set("--memory", Risk::Safe), set("--net0", Risk::Exposes).sharing(2)],
        ..Plan::default()
    };
    let typed = |plan: &Plan| plan.steps.iter().map(|step| step.action.to_string()).collect::<Vec<_>>();
    let all = plan().judged(&Consent::parse(["exposes"]).unwrap());
    assert_eq!(typed(&all), ["pct set 101 --memory 1 --net0 1"]);
    assert_eq!(all.steps[0].changes.len(), 2);
    let foretold = Plan { steps: Vec::new(), then: Then::LookAgain { predicted: plan().steps }, ..Plan::default() };
    let foretold = foretold.judged(&Consent::parse(["exposes"]).unwrap());
    assert_eq!(foretold.predicted()[0].action.to_string(), "pct set 101 --memory 1 --net0 1");
    let safe = plan().judged(&Consent::default());
    assert_eq!((typed(&safe).as_slice(), safe.held.len()), (["pct set 101 --memory 1".to_owned()].as_slice(), 1));
}
