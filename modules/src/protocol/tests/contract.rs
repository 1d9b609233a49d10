//! What ansible-core hands to a binary module, as it was dumped, and what it takes badly.

use serde_json::{Value, json};

use super::shelf::Shelf;
use super::{answered, is_one_ascii_line, line, verdicts, with};
use crate::protocol::Verdict;

/// The keys of one core, as its task hands them over.
fn keys_of(core: &str) -> Value {
    let all = json!({
        "_ansible_check_mode": false, "_ansible_no_log": false, "_ansible_debug": false, "_ansible_diff": true,
        "_ansible_verbosity": 3, "_ansible_version": core, "_ansible_module_name": "thinkheads.phoenix.phoenix_label",
        "_ansible_syslog_facility": "LOG_USER", "_ansible_socket": null, "_ansible_shell_executable": "/bin/sh",
        "_ansible_selinux_special_fs": ["fuse", "nfs", "vboxsf", "ramfs", "9p", "vfat"],
        "_ansible_keep_remote_files": false, "_ansible_tmpdir": null, "_ansible_remote_tmp": "~/.ansible/tmp",
    });
    let more = match core {
        "2.14.18" => json!({ "_ansible_string_conversion_action": "warn" }),
        "2.18.19" => json!({
            "_ansible_string_conversion_action": "warn", "_ansible_ignore_unknown_opts": false,
            "_ansible_target_log_info": null,
        }),
        "2.19.14" => json!({
            "_ansible_ignore_unknown_opts": false, "_ansible_target_log_info": null, "_ansible_tracebacks_for": [],
        }),
        "2.21.5" => json!({
            "_ansible_ignore_unknown_opts": false, "_ansible_target_log_info": null,
            "_ansible_tracebacks_for": ["error"], "_ansible_inject_invocation": false,
        }),
        other => unreachable!("{other}"),
    };
    with(all, more)
}

#[test]
fn every_core_is_understood_and_gets_the_invocation_that_it_wants() {
    for (core, shows_invocation) in [("2.14.18", true), ("2.18.19", true), ("2.19.14", true), ("2.21.5", false)] {
        let shelf = Shelf::with("shop", &[("color", "red")]);
        // Up to 2.18 a template is a text, whatever it was.
        let reply = answered(
            &with(json!({"name": "shop", "color": "blue", "size": "3", "allow": "all"}), keys_of(core)),
            &shelf,
        );
        assert_eq!(verdicts(&reply), [Verdict::Changed], "{core}");
        assert_eq!(reply.invocation.is_some(), shows_invocation, "{core}");
        assert!(reply.diff.is_some() && reply.warnings.is_empty(), "{core}: {reply:?}");
    }
}

#[test]
fn the_words_that_name_the_module_are_those_of_the_task() {
    let shelf = Shelf::default();
    let reply = answered(&with(json!({"nmae": "shop"}), keys_of("2.21.5")), &shelf);
    let msg = reply.msg.unwrap();
    let sentences: Vec<&str> = msg.lines().collect();
    assert_eq!(sentences[0], "missing required arguments: name");
    assert!(sentences[1].starts_with("Unsupported parameters for (thinkheads.phoenix.phoenix_label) module: nmae. "));
}

#[test]
fn a_value_of_megabytes_and_of_every_letter_arrives_and_returns() {
    let remark = format!("{}\u{1f600}\u{85}\u{2028}\u{2029}\u{7f}\"\\\n\t\r", "é".repeat(1 << 20));
    let call = json!({"name": "shop", "remarks": {"long": remark}, "_ansible_check_mode": true});
    let line = line(call.to_string().as_bytes(), &Shelf::default());
    assert!(is_one_ascii_line(&line));
    let reply: Value = serde_json::from_slice(&line).unwrap();
    assert_eq!(reply["invocation"]["module_args"]["remarks"]["long"], remark.as_str());
}

#[test]
fn what_python_writes_and_json_does_not_know_is_told_in_words() {
    let msg = |file: &str| {
        let line = line(file.as_bytes(), &Shelf::default());
        assert!(is_one_ascii_line(&line), "{file}");
        let reply: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!((&reply["failed"], &reply["changed"]), (&json!(true), &json!(false)), "{file}");
        reply["msg"].as_str().unwrap().to_owned()
    };
    assert!(msg(r#"{"name": "shop", "size": NaN}"#).contains("NaN or Infinity"));
    assert!(msg(r#"{"name": "shop", "size": -Infinity}"#).contains("NaN or Infinity"));
    assert!(msg(r#"{"name": "shop", "color": "\udc80"}"#).contains("lone surrogate"));
    assert!(msg(r#"{"name": "shop", "size": 1e400}"#).contains("not JSON"));
    assert!(msg(r#"{"name": "shop", "size": 123456789012345678901234567890}"#).contains("argument 'size'"));
    assert!(msg("{\"name\": \"shop\", \"color\": \"\u{1}\"}").contains("not JSON"));
}

/// ansible-core 2.19 takes a dictionary with such a key for a type of its own, and fails the task.
#[test]
fn a_key_that_ansible_takes_for_its_own_type_is_never_sent_back() {
    let call = json!({"name": "shop", "remarks": {"__ansible_type": "Foo", "kept": "x"}, "_ansible_check_mode": true});
    let reply = answered(&call, &Shelf::default());
    let arguments = reply.invocation.unwrap()["module_args"].clone();
    assert_eq!(arguments, json!({"name": "shop", "remarks": {"kept": "x"}}));
}

#[test]
fn null_is_nothing_given_and_an_omitted_element_is_none() {
    let shelf = Shelf::with("shop", &[("color", "red")]);
    let omitted = "__omit_place_holder__0a1b2c";
    let call = json!({
        "name": "shop", "color": null, "size": omitted, "allow": ["all", omitted], "resources": null, "inspect": null,
    });
    assert_eq!(verdicts(&answered(&call, &shelf)), [Verdict::InSync]);
}

#[test]
fn numbers_in_a_reply_that_hold_a_secret_are_hidden_too() {
    let call = json!({"name": "shop", "size": 12_345, "password": "234", "allow": ["all"]});
    let line = String::from_utf8(line(call.to_string().as_bytes(), &Shelf::default())).unwrap();
    assert!(!line.contains("12345"), "{line}");
}

#[test]
fn a_secret_is_hidden_in_a_warning_and_in_the_sentence_about_another_argument() {
    let call = json!({"name": "hunter2", "label": "shop", "color": "grey", "size": "x hunter2", "password": "hunter2"});
    let line = String::from_utf8(line(call.to_string().as_bytes(), &Shelf::default())).unwrap();
    assert!(line.contains("argument 'size'") && line.contains("********") && !line.contains("hunter2"), "{line}");
}

/// An old core sends texts for everything: the same wish in both spellings is one wish.
#[test]
fn texts_of_old_cores_mean_what_the_types_of_new_ones_mean() {
    let new =
        json!({"name": "shop", "size": 3, "allow": ["irreversible"], "resources": null, "_ansible_check_mode": true});
    let old = json!({"name": "shop", "size": " 3 ", "allow": "irreversible", "_ansible_check_mode": "True"});
    let shelf = Shelf::with("shop", &[]);
    let (new, old) = (answered(&new, &shelf), answered(&old, &shelf));
    assert_eq!((new.resources, new.commands), (old.resources, old.commands));
    assert_eq!(shelf.performed.get(), 0);
}
