use super::super::text::parse;
use super::*;

fn about(rules: &str) -> Vec<String> {
    let text = format!("[RULES]\n{rules}");
    about_rules(&parse(&text, Scope::Node).file.rules)
}

/// Returns whether the second of two rules never decides.
fn is_idle(first: &str, second: &str) -> bool {
    about(&format!("{first}\n{second}\n")).iter().any(|text| text.starts_with("rules that never decide"))
}

#[test]
fn a_rule_that_opens_everything_is_told() {
    for rule in ["IN ACCEPT", "IN ACCEPT -source 0.0.0.0/0", "IN ACCEPT -log info # all"] {
        assert!(about(rule)[0].starts_with("rules that let everything in from everybody: `IN ACCEPT"), "{rule}");
    }
    for rule in [
        "IN ACCEPT -p tcp",
        "IN ACCEPT -i vmbr1",
        "IN ACCEPT -source 10.0.0.0/8",
        "IN DROP",
        "OUT ACCEPT",
        "|IN ACCEPT",
    ] {
        assert!(about(rule).is_empty(), "{rule}");
    }
}

#[test]
fn a_rule_behind_one_that_matches_all_of_it_is_told() {
    assert!(is_idle("IN DROP -p tcp", "IN ACCEPT -p tcp -dport 22"));
    assert!(is_idle("IN ACCEPT -source 10.0.0.0/8 -p tcp -dport 1:1024", "IN SSH(DROP) -source 10.1.0.0/16"));
    assert!(is_idle("IN Web(ACCEPT)", "IN HTTPS(ACCEPT)"));
    assert!(is_idle("IN DROP -source +bad", "IN ACCEPT -source +bad -p udp"));
    assert!(is_idle("IN DROP -dest 10.0.0.1,10.0.0.2", "IN DROP -dest 10.0.0.2 -i vmbr0"));
    assert!(is_idle("IN Ping(DROP)", "IN ACCEPT -source 10.0.0.1 -p icmp -dport echo-request"));
}

#[test]
fn a_rule_that_may_decide_is_not() {
    for (first, second) in [
        ("IN ACCEPT -p tcp -dport 22", "IN DROP -p tcp"),
        ("IN ACCEPT -p tcp -dport 22", "IN ACCEPT -p udp -dport 22"),
        ("IN ACCEPT -source 10.1.0.0/16 -p tcp", "IN ACCEPT -source 10.0.0.0/8 -p tcp"),
        ("IN DROP -source +bad", "IN ACCEPT -source 10.0.0.1"),
        ("IN DROP -i vmbr1", "IN ACCEPT -p tcp"),
        ("OUT DROP", "IN ACCEPT -p tcp"),
        ("|IN DROP", "IN ACCEPT -p tcp"),
        ("IN HTTPS(ACCEPT)", "IN Web(ACCEPT)"),
        ("IN drop", "IN ACCEPT -p tcp"),
        ("IN DROP -p icmp -icmp-type echo-reply", "IN ACCEPT -p icmp"),
        ("IN ACCEPT -source fd00::/8", "IN ACCEPT -source 10.0.0.1"),
        ("GROUP web", "IN ACCEPT -p tcp"),
    ] {
        assert!(!is_idle(first, second), "{first} and {second}");
    }
}

#[test]
fn a_rule_that_is_there_twice_is_told_and_many_are_counted() {
    assert_eq!(
        about("IN SSH(ACCEPT)\nIN ssh(ACCEPT) # again"),
        ["rules that are there twice: `IN ssh(ACCEPT)` (rules.1)"]
    );
    let many = about(&"IN SSH(ACCEPT)\n".repeat(9));
    assert!(many[0].ends_with("(rules.4); and 4 more"), "{many:?}");
}
