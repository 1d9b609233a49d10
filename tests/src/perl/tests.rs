use super::*;

const VERB: Verb = Verb {
    usage: "pct set <vmid> [OPTIONS]",
    positionals: &[Parameter::new("vmid", formats::VMID)],
    options: &[&[
        Parameter::new("memory", Kind::Integer(16, i64::MAX)),
        Parameter::new("onboot", Kind::Boolean),
        Parameter::new("cpulimit", Kind::Number(0.0, 8192.0)),
        Parameter::new("cpuunits", Kind::Integer(0, 500_000)),
        Parameter::new("delete", Kind::List(formats::anything)),
        Parameter::series("mp", 256, Kind::Text(formats::anything)),
    ]],
};

fn line(words: &str) -> Result<Arguments, String> {
    let words: Vec<&str> = words.split(' ').collect();
    parse(&mut World::blank(), &VERB, &words).map_err(|answer| answer.stderr)
}

fn option(words: &str, name: &str) -> Option<String> {
    line(words).ok()?.options.remove(name)
}

#[test]
fn options_may_stand_before_the_positionals_in_four_spellings() {
    for words in ["--memory 5000 100", "100 --memory=5000", "100 -memory 5000", "--mem 5000 100", "100 --MEMORY 5000"] {
        assert_eq!(option(words, "memory").as_deref(), Some("5000"), "{words}");
    }
}

#[test]
fn of_repeated_scalars_the_last_wins_and_lists_are_joined() {
    assert_eq!(option("100 --memory 519 --memory 520", "memory").as_deref(), Some("520"));
    assert_eq!(option("100 --delete a --delete b", "delete").as_deref(), Some("a,b"));
}

#[test]
fn a_bare_boolean_is_one_and_words_are_taken() {
    for words in ["100 --onboot", "--onboot --memory 512 100", "100 --onboot True", "100 --onboot=yes"] {
        assert_eq!(option(words, "onboot").as_deref(), Some("1"), "{words}");
    }
    assert_eq!(line("100 --onboot 7").unwrap_err(), "400 unable to parse boolean option\npct set <vmid> [OPTIONS]\n");
}

#[test]
fn an_unknown_option_is_named_in_lower_case() {
    let end = "400 unable to parse option\npct set <vmid> [OPTIONS]\n";
    assert_eq!(line("100 -1G").unwrap_err(), format!("Unknown option: 1g\n{end}"));
    assert_eq!(line("100 --mp256 x").unwrap_err(), format!("Unknown option: mp256\n{end}"));
    assert_eq!(line("100 --no-onboot").unwrap_err(), format!("Unknown option: no-onboot\n{end}"));
    assert_eq!(line("100 --cpu 5").unwrap_err(), format!("Option cpu is ambiguous (cpulimit, cpuunits)\n{end}"));
}

#[test]
fn numbers_may_have_an_exponent_and_be_larger_than_any_counter() {
    assert_eq!(option("100 --cpulimit 1e2", "cpulimit").as_deref(), Some("1e2"));
    assert_eq!(option("100 --memory 99999999999999999999", "memory").as_deref(), Some("99999999999999999999"));
    let text = "400 Parameter verification failed.\ncpuunits: value must have a maximum value of 500000\npct set <vmid> [OPTIONS]\n";
    assert_eq!(line("100 --cpuunits 99999999999999999999").unwrap_err(), text);
    for number in ["e1", "1e", "inf", "NaN", "."] {
        let text = format!("type check ('number') failed - got '{number}'");
        assert!(line(&format!("100 --cpulimit {number}")).unwrap_err().contains(&text), "{number}");
    }
}

#[test]
fn a_negative_number_is_a_value_and_not_an_option() {
    let text = "400 Parameter verification failed.\ncpulimit: value must have a minimum value of 0\npct set <vmid> [OPTIONS]\n";
    assert_eq!(line("101 --cpulimit -1").unwrap_err(), text);
}

#[test]
fn positionals_are_counted() {
    assert_eq!(line("--onboot").unwrap_err(), "400 not enough arguments\npct set <vmid> [OPTIONS]\n");
    assert_eq!(line("100 200").unwrap_err(), "400 too many arguments\npct set <vmid> [OPTIONS]\n");
}

#[test]
fn a_complaint_of_a_format_is_followed_by_an_empty_line() {
    let text = "400 Parameter verification failed.\nvmid: invalid format - value does not look like a valid VM ID\n\npct set <vmid> [OPTIONS]\n";
    assert_eq!(line("99 --memory 512").unwrap_err(), text);
    let text = "400 Parameter verification failed.\nvmid: type check ('integer') failed - got 'abc'\npct set <vmid> [OPTIONS]\n";
    assert_eq!(line("abc").unwrap_err(), text);
}

/// Read in `FindOption` of Getopt::Long 2.54 and `get_options` of PVE::JSONSchema, not recorded.
#[test]
fn an_empty_value_is_none_and_only_a_boolean_can_do_without() {
    let end = "400 unable to parse option\npct set <vmid> [OPTIONS]\n";
    assert_eq!(line("100 --memory=").unwrap_err(), format!("Option memory requires an argument\n{end}"));
    for words in ["100 --onboot=", "100 --onboot  --memory 512"] {
        assert_eq!(option(words, "onboot").as_deref(), Some("1"), "{words}");
    }
    assert_eq!(line("100 --onboot -").unwrap_err(), "400 unable to parse boolean option\npct set <vmid> [OPTIONS]\n");
}

/// Read in the same places.
#[test]
fn all_that_cannot_be_read_is_told_and_names_are_sorted_as_texts() {
    let end = "400 unable to parse option\npct set <vmid> [OPTIONS]\n";
    assert_eq!(
        line("100 --foo 1 --Bar --memory").unwrap_err(),
        format!("Unknown option: foo\nUnknown option: bar\nOption memory requires an argument\n{end}")
    );
    assert!(line("100 --mp x").unwrap_err().starts_with("Option mp is ambiguous (mp0, mp1, mp10, mp100, mp101, "));
}

/// Read in `get_options`: what has a position is taken out of all parameters, too.
#[test]
fn a_position_wins_over_an_option_of_the_same_name() {
    let parsed = line("100 --vmid 200").unwrap();
    assert_eq!((parsed.positionals, parsed.options.len()), (vec!["100".to_owned()], 0));
    assert_eq!(line("--vmid 200").unwrap_err(), "400 not enough arguments\npct set <vmid> [OPTIONS]\n");
}
