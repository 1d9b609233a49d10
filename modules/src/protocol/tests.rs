use std::io::Write as _;

use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use shelf::{Label, Shelf};

mod contract;
mod process;
mod shelf;

fn answered(arguments: &Value, host: &Shelf) -> Reply {
    let line = line(arguments.to_string().as_bytes(), host);
    serde_json::from_slice(&line).unwrap()
}

/// Returns the bytes that the module answers to an arguments file with these bytes.
fn line(file: &[u8], host: &Shelf) -> Vec<u8> {
    let mut arguments = tempfile::NamedTempFile::new().unwrap();
    arguments.write_all(file).unwrap();
    answer::<Label>(["phoenix_label".into(), arguments.path().into()], host, Vec::new())
}

fn with(mut arguments: Value, more: Value) -> Value {
    let more: Map<String, Value> = serde_json::from_value(more).unwrap();
    arguments.as_object_mut().unwrap().extend(more);
    arguments
}

fn is_one_ascii_line(bytes: &[u8]) -> bool {
    let Some(inner) = bytes.strip_prefix(b"\n{").and_then(|rest| rest.strip_suffix(b"}\n")) else {
        return false;
    };
    inner.iter().all(|byte| (0x20..0x7f).contains(byte)) && serde_json::from_slice::<Reply>(bytes).is_ok()
}

fn verdicts(reply: &Reply) -> Vec<Verdict> {
    reply.resources.iter().map(|resource| resource.verdict).collect()
}

#[test]
fn a_bad_command_line_or_file_is_answered_like_everything_else() {
    let shelf = Shelf::default();
    let failing = |argv: &[&str]| {
        let line = answer::<Label>(argv.iter().map(Into::into), &shelf, Vec::new());
        assert!(is_one_ascii_line(&line), "{argv:?}");
        let reply: Reply = serde_json::from_slice(&line).unwrap();
        assert!(reply.failed && !reply.changed, "{argv:?}");
        reply.msg.unwrap()
    };
    assert!(failing(&[]).contains("takes one argument"));
    assert!(failing(&["phoenix_label"]).contains("takes one argument, a file of JSON, and got 0"));
    assert!(failing(&["phoenix_label", "a", "b"]).contains("and got 2"));
    assert!(failing(&["phoenix_label", "/nowhere/at/all"]).contains("cannot read the arguments file /nowhere/at/all"));
    assert!(failing(&["phoenix_label", "/"]).contains("cannot read the arguments file"));
    assert!(failing(&["phoenix_label", "/dev/null"]).contains("is empty"));
    assert!(failing(&["phoenix_label", "/dev/zero"]).contains("is larger than 64 MiB"));
}

#[test]
fn a_resource_is_checked_then_made_then_in_sync_and_check_said_what_was_done() {
    let shelf = Shelf::default();
    let wish = json!({"name": "shop", "color": "red", "size": "3", "_ansible_diff": true});
    let check = answered(&with(wish.clone(), json!({"_ansible_check_mode": true})), &shelf);
    assert_eq!(shelf.performed.get(), 0);
    let made = answered(&wish, &shelf);
    assert_eq!(made.commands, ["label new shop", "label set shop color red", "label set shop size 3"]);
    assert_eq!(verdicts(&check), [Verdict::Differs]);
    assert_eq!(verdicts(&made), [Verdict::Changed]);
    assert_eq!((check.changed, &check.commands, &check.diff), (made.changed, &made.commands, &made.diff));
    assert_eq!(check.resources[0].steps.iter().map(|step| step.predicted).collect::<Vec<_>>(), [false, true, true]);
    assert!(made.resources[0].steps.iter().all(|step| !step.predicted && step.milliseconds.is_some()));
    assert_eq!(
        serde_json::to_value(&made.diff).unwrap(),
        json!({
            "before_header": "label/shop", "after_header": "label/shop",
            "before": null, "after": {"color": "red", "size": "3", "state": "present"},
        })
    );
    let again = answered(&wish, &shelf);
    assert_eq!(verdicts(&again), [Verdict::InSync]);
    assert_eq!((again.changed, again.commands.len(), again.diff), (false, 0, None));
    assert_eq!(shelf.performed.get(), 3);
}

#[test]
fn a_list_of_resources_is_answered_in_its_order_and_one_bad_resource_blinds_nobody() {
    let shelf = Shelf::with("shop", &[("color", "red"), ("size", "1")]);
    let list = json!([
        {"name": "shop", "color": "red"},
        {"label": "unreadable"},
        {"name": "shop", "color": "blue"},
        {"name": "shop", "color": "invisible"},
        {"name": "shop", "size": 2},
        {"name": "house"},
        {"name": "shop", "color": "broken", "size": 1},
    ]);
    let check = answered(&json!({"resources": list, "_ansible_check_mode": true, "_ansible_diff": true}), &shelf);
    use Verdict::{Changed, Differs, Failed, Held, InSync, Refused, Unknown};
    assert_eq!(verdicts(&check), [InSync, Unknown, Differs, Refused, Held, Differs, Differs]);
    let Some(Diff::Many(entries)) = check.diff else { panic!("a list is asked for") };
    assert_eq!(entries.len(), 3);
    assert_eq!(serde_json::to_value(&entries[0].before).unwrap(), json!({"color": "red"}));
    let msg = check.msg.unwrap();
    let sentences: Vec<&str> = msg.lines().collect();
    assert_eq!(
        sentences,
        [
            "label/unreadable: cannot be looked at: hunter2 is not for your eyes",
            "label/shop: refused: color: wanted invisible, found a color; nobody sees it; choose another",
            "label/shop: held: size 1 -> 2 is irreversible; allow it with `allow: [irreversible]`",
        ]
    );
    let made = answered(&json!({"resources": list, "allow": "irreversible"}), &shelf);
    assert_eq!(verdicts(&made), [InSync, Unknown, Changed, Refused, Changed, Changed, Failed]);
    assert!(made.failed && made.changed);
}

#[test]
fn what_failed_and_what_was_not_begun_is_told() {
    let shelf = Shelf::with("shop", &[]);
    let reply = answered(&json!({"name": "shop", "color": "broken", "size": 1, "allow": ["all"]}), &shelf);
    let [resource] = &reply.resources[..] else { panic!("one resource is one reply") };
    assert_eq!(resource.verdict, Verdict::Failed);
    assert_eq!(resource.failure.as_ref().unwrap().command, "label set shop color broken");
    assert_eq!(resource.not_begun.iter().map(|step| &*step.command).collect::<Vec<_>>(), ["label set shop size 1"]);
    assert_eq!(reply.commands, ["label set shop color broken"]);
    assert!(!reply.changed);
    assert!(reply.msg.unwrap().starts_with("label/shop: `label set shop color broken` failed: the color"));
}

#[test]
fn the_world_decides_success_where_a_step_says_it_failed() {
    let shelf = Shelf::with("shop", &[]);
    let reply = answered(&json!({"name": "shop", "color": "odd"}), &shelf);
    assert_eq!(verdicts(&reply), [Verdict::Changed]);
    assert!(reply.changed && !reply.failed);
    assert!(reply.warnings[0].starts_with("label/shop: `label set shop color odd` failed"), "{:?}", reply.warnings);
}

#[test]
fn a_stop_lets_the_running_step_end_and_begins_no_new_one() {
    let shelf = Shelf { stop_after: Some(1), ..Shelf::with("shop", &[]) };
    let reply = answered(&json!({"name": "shop", "color": "red", "password": "pw-1", "_ansible_diff": true}), &shelf);
    assert_eq!(verdicts(&reply), [Verdict::Failed]);
    assert!(reply.changed && reply.failed);
    assert_eq!(reply.commands, ["label set shop color red"]);
    assert_eq!(reply.resources[0].not_begun[0].command, "label set shop password ********");
    assert!(reply.msg.unwrap().starts_with("label/shop: stopped, as was asked for, before `label set shop password"));
}

#[test]
fn one_resource_and_a_list_exclude_each_other() {
    let reply = answered(&json!({"label": "a1", "color": "red", "resources": []}), &Shelf::default());
    assert_eq!(reply.msg.unwrap(), "parameters are mutually exclusive: color|label|resources");
    let neither = answered(&json!({"color": "red"}), &Shelf::default());
    assert_eq!(neither.msg.unwrap(), "missing required arguments: name");
    let nobody = answered(&json!({"resources": []}), &Shelf::default());
    assert_eq!((nobody.changed, nobody.failed, nobody.resources.len()), (false, false, 0));
}

#[test]
fn wrong_arguments_are_told_with_the_name_the_task_used() {
    let shelf = Shelf::default();
    let msg = |arguments: Value| answered(&arguments, &shelf).msg.unwrap();
    assert_eq!(
        msg(json!({"name": "ab", "x": 1, "_ansible_module_name": "phoenix.hv.phoenix_label"})),
        "Unsupported parameters for (phoenix.hv.phoenix_label) module: x. \
         Supported parameters include: allow, color, inspect, name, password, remarks, resources, size (label)."
    );
    assert!(msg(json!({"name": "ab", "x": 1})).contains("(phoenix_label)"));
    assert!(!answered(&json!({"name": "ab", "x": 1, "_ansible_ignore_unknown_opts": true}), &shelf).failed);
    assert_eq!(
        msg(json!({"name": "ab", "allow": ["fun"]})),
        "value of allow must be one or more of: interrupts, exposes, irreversible, lock-out, all. Got no match for: fun"
    );
    assert_eq!(
        msg(json!({"resources": [{"name": "ab"}, {"name": "a"}, {"name": "b"}]})).lines().collect::<Vec<_>>(),
        [
            "argument 'name' found in resources[1]: \"a\" is not a storage ID: it cannot be shorter than 2 characters",
            "argument 'name' found in resources[2]: \"b\" is not a storage ID: it cannot be shorter than 2 characters",
        ]
    );
    assert_eq!(
        msg(json!({"name": "a", "size": "x"})).lines().collect::<Vec<_>>(),
        [
            "argument 'size' is of type str and we were unable to convert to int: \"'x'\" cannot be converted to an int",
            "argument 'name': \"a\" is not a storage ID: it cannot be shorter than 2 characters",
        ]
    );
    let huge = line(br#"{"name": "ab", "color": 123456789012345678901234567890}"#, &shelf);
    let huge: Reply = serde_json::from_slice(&huge).unwrap();
    assert!(huge.msg.unwrap().starts_with("argument 'color' is of type float"));
}

#[test]
fn a_panic_is_one_reply_and_tells_no_secret() {
    for color in ["panic", "panic at looking"] {
        let shelf = Shelf::with("shop", &[]);
        let line = line(json!({"name": "shop", "color": color, "password": "hunter2"}).to_string().as_bytes(), &shelf);
        assert!(is_one_ascii_line(&line));
        let reply: Reply = serde_json::from_slice(&line).unwrap();
        assert!(reply.failed);
        let msg = reply.msg.unwrap();
        assert!(msg.contains("phoenix_label broke off, a defect of its own") && msg.contains("********"), "{msg}");
    }
}

#[test]
fn a_secret_stands_nowhere_in_the_reply() {
    let shelf = Shelf::with("shop", &[("password", "old")]);
    for (color, mode) in [("broken", false), ("grey", true), ("grey", false), ("panic", false), ("x hunter2 y", false)]
    {
        for no_log in [true, false] {
            let call = json!({
                "name": "shop", "color": color, "password": "hunter2", "size": "hunter",
                "_ansible_check_mode": mode, "_ansible_diff": true, "_ansible_no_log": no_log,
            });
            for call in
                [call.clone(), with(call.clone(), json!({"size": null})), with(call, json!({"size": "hunter2"}))]
            {
                let line = String::from_utf8(line(call.to_string().as_bytes(), &shelf)).unwrap();
                assert!(!line.contains("hunter2"), "{line}");
            }
        }
    }
    let list =
        json!({"resources": [{"name": "unreadable", "password": "hunter2"}, {"name": "shop", "password": "hunter2"}]});
    let line = String::from_utf8(line(list.to_string().as_bytes(), &shelf)).unwrap();
    assert!(!line.contains("hunter2") && line.contains("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"), "{line}");
}

#[test]
fn a_secret_of_the_wrong_type_is_a_secret_all_the_same() {
    for password in [json!(["hunter2"]), json!({"x": "hunter2"})] {
        let call = json!({"name": "shop", "password": password, "_ansible_inject_invocation": true});
        let line = String::from_utf8(line(call.to_string().as_bytes(), &Shelf::default())).unwrap();
        assert!(line.contains("argument 'password'") && !line.contains("hunter2"), "{line}");
    }
}

#[test]
fn a_secret_that_is_a_word_of_ours_leaves_the_reply_readable() {
    for password in ["changed", "in_sync", "live", "safe", "1", "label"] {
        let shelf = Shelf::with("shop", &[]);
        let reply = answered(&json!({"name": "shop", "color": "red", "password": password}), &shelf);
        assert_eq!(verdicts(&reply), [Verdict::Changed], "{password}");
    }
}

#[test]
fn the_invocation_is_shown_unless_ansible_says_no() {
    let shelf = Shelf::default();
    let wish = json!({"label": "ab", "size": "5", "password": "hunter2", "_ansible_check_mode": true});
    let shown = json!({"module_args": {"name": "ab", "size": 5, "password": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}});
    assert_eq!(answered(&wish, &shelf).invocation, Some(shown.clone()));
    let says = |what: bool| with(wish.clone(), json!({"_ansible_inject_invocation": what}));
    assert_eq!(answered(&says(true), &shelf).invocation, Some(shown));
    assert_eq!(answered(&says(false), &shelf).invocation, None);
    let rejected = answered(&json!({"name": "ab", "size": "x", "pasword": "hunter2"}), &shelf);
    assert_eq!(rejected.invocation, Some(json!({"module_args": {"name": "ab", "size": "x"}})));
}

#[test]
fn a_diff_is_sent_only_when_it_is_asked_for() {
    let shelf = Shelf::with("shop", &[("color", "red")]);
    let wish = json!({"name": "shop", "color": "blue", "_ansible_check_mode": true});
    assert_eq!(answered(&wish, &shelf).diff, None);
    let reply = answered(&with(wish, json!({"_ansible_diff": true})), &shelf);
    assert_eq!(
        serde_json::to_value(reply.diff).unwrap(),
        json!({
            "before_header": "label/shop", "after_header": "label/shop",
            "before": {"color": "red"}, "after": {"color": "blue"},
        })
    );
}

#[test]
fn no_key_is_sent_that_ansible_takes_for_its_own() {
    let known = ["changed", "commands", "diff", "failed", "invocation", "msg", "resources", "warnings"];
    let shelf = Shelf::with("shop", &[]);
    for color in ["grey", "broken"] {
        let call =
            json!({"name": "shop", "color": color, "_ansible_diff": true, "_ansible_check_mode": color == "grey"});
        let reply: Value = serde_json::from_slice(&line(call.to_string().as_bytes(), &shelf)).unwrap();
        assert!(reply.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{reply}");
        assert!(reply["changed"].is_boolean() && reply["resources"].is_array());
    }
}

#[test]
fn the_schema_names_everything_a_module_takes() {
    let schema = schema::<Label>();
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["allow", "color", "inspect", "name", "others", "password", "remarks", "resources", "size"]);
    assert_eq!(schema["properties"]["resources"]["items"]["required"], json!(["name"]));
}

#[test]
fn a_warning_from_before_the_call_is_passed_on_even_by_a_failure() {
    let line = answer::<Label>([], &Shelf::default(), vec!["nothing is logged".to_owned()]);
    let reply: Reply = serde_json::from_slice(&line).unwrap();
    assert_eq!(reply.warnings, ["nothing is logged"]);
}

proptest! {
    #[test]
    fn any_bytes_are_answered_with_one_line(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        prop_assert!(is_one_ascii_line(&line(&bytes, &Shelf::default())));
    }

    #[test]
    fn any_arguments_are_answered_with_one_line(
        name in any::<String>(), color in any::<String>(), size in ".{0,6}", password in any::<String>(), check in any::<bool>(),
    ) {
        let wish = json!({"name": name, "color": color, "size": size, "password": password});
        let call = json!({"resources": [wish, {"name": "shop", "color": color, "password": password}], "_ansible_check_mode": check});
        prop_assert!(is_one_ascii_line(&line(call.to_string().as_bytes(), &Shelf::default())));
        prop_assert!(is_one_ascii_line(&line(wish.to_string().as_bytes(), &Shelf::default())));
    }
}
