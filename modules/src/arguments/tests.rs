use std::collections::BTreeMap;

use proptest::prelude::*;
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::names::{Ctid, DatasetName};

/// One argument of every kind there is.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Everything {
    #[schemars(extend("x-aliases" = ["dataset", "ds"]))]
    name: String,
    ctid: Option<Ctid>,
    dataset_name: Option<DatasetName>,
    size: Option<u64>,
    offset: Option<i64>,
    #[schemars(extend("format" = "mebibytes"))]
    memory: Option<u64>,
    #[schemars(extend("format" = "gibibytes"))]
    disk: Option<u64>,
    ratio: Option<f64>,
    enabled: Option<bool>,
    #[serde(default)]
    state: State,
    level: Option<Level>,
    #[schemars(extend("format" = "on-off"))]
    atime: Option<String>,
    #[schemars(extend("format" = "mac"))]
    mac: Option<String>,
    tags: Option<Vec<String>>,
    ports: Option<Vec<u16>>,
    states: Option<Vec<State>>,
    #[schemars(extend("format" = "on-off"))]
    properties: Option<BTreeMap<String, String>>,
    nullable: Option<BTreeMap<String, Option<u64>>>,
    by_number: Option<BTreeMap<u32, String>>,
    sub: Option<Sub>,
    subs: Option<Vec<Sub>>,
    raw: Option<Value>,
    #[schemars(extend("x-internal" = true))]
    zzz_internal: Option<bool>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Sub {
    a: u32,
    c: Option<String>,
    deep: Option<Deep>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Deep {
    guest: Option<Ctid>,
    z: u32,
    mode: Option<State>,
}

#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Present,
    Absent,
}

/// Each variant with a doc comment is an alternative of its own in the schema.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Level {
    /// Yes.
    On,
    /// No.
    Off,
    /// Let the host decide.
    Auto,
}

fn schema() -> Value {
    schema_for!(Everything).to_value()
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { unreachable!("the tests give objects") };
    map
}

fn coerced(arguments: Value) -> Result<Coerced, Vec<String>> {
    coerce(object(arguments), &schema(), "phoenix_test", false)
}

/// Returns what becomes of one argument beside the required one.
fn one(name: &str, value: Value) -> Result<Value, Vec<String>> {
    let mut arguments = object(json!({"name": "x"}));
    arguments.insert(name.to_owned(), value);
    let coerced = coerced(Value::Object(arguments))?;
    Ok(coerced.arguments.get(name).cloned().unwrap_or_default())
}

fn error(name: &str, value: Value) -> String {
    let errors = one(name, value).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors[0].clone()
}

fn errors(arguments: Value) -> Vec<String> {
    coerced(arguments).unwrap_err()
}

#[test]
fn values_become_what_the_schema_asks_for() {
    for (name, given, becomes) in [
        ("enabled", json!("Yes "), json!(true)),
        ("enabled", json!(0), json!(false)),
        ("enabled", json!(1.0), json!(true)),
        ("enabled", json!("f"), json!(false)),
        ("size", json!("5"), json!(5)),
        ("size", json!(" 5 "), json!(5)),
        ("size", json!(5.0), json!(5)),
        ("size", json!("5.0"), json!(5)),
        ("size", json!("1e3"), json!(1000)),
        ("size", json!("50e-1"), json!(5)),
        ("size", json!("+3"), json!(3)),
        ("size", json!("1_000"), json!(1000)),
        ("size", json!("010"), json!(10)),
        ("size", json!("0"), json!(0)),
        ("size", json!("18446744073709551615"), json!(u64::MAX)),
        ("offset", json!("-3"), json!(-3)),
        ("offset", json!("-9223372036854775808"), json!(i64::MIN)),
        ("memory", json!(512), json!(512)),
        ("memory", json!("512"), json!(512)),
        ("memory", json!("4G"), json!(4096)),
        ("memory", json!("1.5 GiB"), json!(1536)),
        ("memory", json!("2048KB"), json!(2)),
        ("disk", json!("8gB"), json!(8)),
        ("disk", json!("1T"), json!(1024)),
        ("disk", json!("1e1"), json!(10)),
        ("ratio", json!("1e3"), json!(1000.0)),
        ("ratio", json!(3), json!(3)),
        ("name", json!(5), json!("5")),
        ("name", json!(1.1), json!("1.1")),
        ("name", json!(true), json!("True")),
        ("name", json!(""), json!("")),
        ("atime", json!(true), json!("on")),
        ("atime", json!(false), json!("off")),
        ("atime", json!("on"), json!("on")),
        ("level", json!(true), json!("on")),
        ("level", json!("False"), json!("off")),
        ("level", json!("auto"), json!("auto")),
        ("level", json!("auto\n"), json!("auto")),
        ("dataset_name", json!("tank/a\n"), json!("tank/a")),
        ("mac", json!("52:54:00:12:34:56\n"), json!("52:54:00:12:34:56")),
        ("states", json!(["present\n"]), json!(["present"])),
        ("properties", json!("quota=10G\natime=off\n"), json!({"quota": "10G", "atime": "off"})),
        ("name", json!("a text\n"), json!("a text\n")),
        ("mac", json!("52:54:00:12:34:56"), json!("52:54:00:12:34:56")),
        ("tags", json!("a, b"), json!(["a", "b"])),
        ("tags", json!(""), json!([])),
        ("tags", json!(7), json!(["7"])),
        ("tags", json!("[\"a,b\", 2]"), json!(["a,b", "2"])),
        ("tags", json!(["a", 1, true]), json!(["a", "1", "True"])),
        ("tags", json!(["a", "__omit_place_holder__0a1b"]), json!(["a"])),
        ("tags", json!("__omit_place_holder__0a1b"), Value::Null),
        ("ports", json!("22, 80"), json!([22, 80])),
        ("states", json!("present,absent"), json!(["present", "absent"])),
        ("properties", json!({"quota": 10, "atime": false}), json!({"quota": "10", "atime": "off"})),
        ("properties", json!("quota=10G, atime=off"), json!({"quota": "10G", "atime": "off"})),
        ("properties", json!("a='x y' b=c\\,d"), json!({"a": "x y", "b": "c,d"})),
        ("properties", json!(" {\"quota\": 10}"), json!({"quota": "10"})),
        ("properties", json!("{'quota': '10G', 'atime': False}"), json!({"quota": "10G", "atime": "off"})),
        ("properties", json!({"atime": "False", "sync": "True"}), json!({"atime": "off", "sync": "on"})),
        ("tags", json!("['a,b', 'c']"), json!(["a,b", "c"])),
        ("properties", json!({"quota": null}), json!({})),
        ("nullable", json!({"a": null, "b": "2"}), json!({"a": null, "b": 2})),
        ("by_number", json!({"7": true}), json!({"7": "True"})),
        ("sub", json!("a=1,c=x"), json!({"a": 1, "c": "x"})),
        ("subs", json!("a=1,c=x"), json!([{"a": 1, "c": "x"}])),
        ("subs", json!([{"a": "1"}]), json!([{"a": 1}])),
        ("raw", json!([1, {"a": null}]), json!([1, {"a": null}])),
        ("size", Value::Null, Value::Null),
    ] {
        assert_eq!(one(name, given.clone()), Ok(becomes), "{name}: {given}");
    }
}

#[test]
fn what_cannot_be_converted_is_told_in_ansibles_words() {
    let cannot = |name: &str, is: &str, wanted: &str, reason: &str| {
        format!("argument '{name}' is of type {is} and we were unable to convert to {wanted}: {reason}")
    };
    for (name, given, is, wanted, reason) in [
        ("size", json!("5.5"), "str", "int", "\"'5.5'\" cannot be converted to an int"),
        ("size", json!(5.5), "float", "int", "\"5.5\" cannot be converted to an int"),
        ("size", json!("0x10"), "str", "int", "\"'0x10'\" cannot be converted to an int"),
        ("size", json!(""), "str", "int", "\"''\" cannot be converted to an int"),
        ("size", json!("1e"), "str", "int", "\"'1e'\" cannot be converted to an int"),
        ("size", json!("."), "str", "int", "\"'.'\" cannot be converted to an int"),
        ("size", json!(true), "bool", "int", "\"True\" cannot be converted to an int"),
        ("size", json!([1, "a"]), "list", "int", "\"[1, 'a']\" cannot be converted to an int"),
        ("memory", json!("100K"), "str", "int", "\"'100K'\" is no whole number of MiB"),
        ("disk", json!("1536M"), "str", "int", "\"'1536M'\" is no whole number of GiB"),
        ("disk", json!("-1T"), "str", "int", "\"'-1T'\" is no whole number of GiB"),
        ("disk", json!("10Gb"), "str", "int", "\"'10Gb'\" cannot be converted to an int"),
        ("ratio", json!("abc"), "str", "float", "<class 'str'> cannot be converted to a float"),
        ("ratio", json!("nan"), "str", "float", "<class 'str'> cannot be converted to a float"),
        ("enabled", json!([]), "list", "bool", "<class 'list'> cannot be converted to a bool"),
        ("name", json!(["a"]), "list", "str", "<class 'list'> cannot be converted to a str"),
        ("name", json!({}), "dict", "str", "<class 'dict'> cannot be converted to a str"),
        ("tags", json!({}), "dict", "list", "<class 'dict'> cannot be converted to a list"),
        ("sub", json!([]), "list", "dict", "<class 'list'> cannot be converted to a dict"),
        ("sub", json!("plain"), "str", "dict", "dictionary requested, could not parse JSON or key=value"),
        ("sub", json!("{a"), "str", "dict", "unable to evaluate string as dictionary"),
        ("sub", json!("a=1 b"), "str", "dict", "unable to evaluate string in the \"key=value\" format as dictionary"),
    ] {
        assert_eq!(error(name, given.clone()), cannot(name, is, wanted, reason), "{given}");
    }
    let beginning =
        cannot("enabled", "str", "bool", "The value 'maybe' is not a valid boolean. Valid booleans include: ");
    assert!(error("enabled", json!("maybe")).starts_with(&beginning));
    assert!(error("enabled", json!(2)).contains("The value '2' is not a valid boolean."));
}

#[test]
fn elements_and_choices_are_told_in_ansibles_words() {
    assert_eq!(
        error("ports", json!("22,x")),
        "Elements value for option 'ports' is of type str and we were unable to convert to int: \"'x'\" cannot be converted to an int"
    );
    assert!(error("tags", json!([null])).starts_with("Elements value for option 'tags' is of type NoneType and"));
    assert_eq!(error("state", json!("Present")), "value of state must be one of: present, absent, got: Present");
    assert_eq!(error("level", json!(5)), "value of level must be one of: on, off, auto, got: 5");
    assert_eq!(
        error("states", json!("present,x,y")),
        "value of states must be one or more of: present, absent. Got no match for: x, y"
    );
}

#[test]
fn what_lies_inside_is_told_with_its_place() {
    for (sub, sentence) in [
        (json!({}), "missing required arguments: a found in sub"),
        (json!({"a": 1, "deep": {}}), "missing required arguments: z found in sub -> deep"),
        (
            json!({"a": 1, "deep": {"z": "x"}}),
            "argument 'z' is of type str found in 'sub -> deep'. and we were unable to convert to int: \"'x'\" cannot be converted to an int",
        ),
        (
            json!({"a": 1, "deep": {"z": 1, "mode": "x"}}),
            "value of mode must be one of: present, absent, got: x found in sub -> deep",
        ),
        (
            json!({"a": 1, "zz": 1}),
            "Unsupported parameters for (phoenix_test) module: sub.zz. Supported parameters include: a, c, deep.",
        ),
    ] {
        assert_eq!(error("sub", sub), sentence);
    }
    assert_eq!(error("subs", json!([{"a": 1}, {}])), "missing required arguments: a found in subs[1]");
}

#[test]
fn everything_wrong_is_told_at_once_and_ansibles_sentence_comes_first() {
    let errors = errors(json!({"size": "x", "state": "y", "sub": {"zz": 1}, "nmae": "tank"}));
    let beginnings = [
        "missing required arguments: name",
        "argument 'size' is of type str and",
        "value of state must be one of:",
        "missing required arguments: a found in sub",
        "Unsupported parameters for (phoenix_test) module: sub.zz.",
        "Unsupported parameters for (phoenix_test) module: nmae. Supported parameters include: atime, by_number, ",
    ];
    assert_eq!(errors.len(), beginnings.len(), "{errors:#?}");
    for beginning in beginnings {
        assert!(errors.iter().any(|error| error.starts_with(beginning)), "{beginning}: {errors:#?}");
    }
    assert!(
        errors.iter().take(4).zip(beginnings).all(|(error, beginning)| error.starts_with(beginning)),
        "{errors:#?}"
    );
    assert!(errors.iter().any(|error| error.ends_with(", tags (dataset, ds).")), "{errors:#?}");
}

#[test]
fn an_alias_overrides_the_name_and_a_later_alias_an_earlier() {
    let both = coerced(json!({"name": "a", "ds": "c", "dataset": "b"})).unwrap();
    assert_eq!(both.arguments, object(json!({"name": "c"})));
    assert_eq!(both.warnings.first().unwrap(), "Both option name and its alias dataset are set.");
    assert_eq!(coerced(json!({"dataset": "b"})).unwrap().warnings, [""; 0]);
}

#[test]
fn unknown_names_are_dropped_where_ansible_says_so() {
    let dropped = coerce(object(json!({"name": "a", "nmae": 1})), &schema(), "phoenix_test", true).unwrap();
    assert_eq!(dropped.arguments, object(json!({"name": "a"})));
}

#[test]
fn a_mac_address_that_yaml_read_as_a_number_is_refused() {
    assert!(error("mac", json!(41_135_085_296_u64)).contains("quote the MAC address"));
}

#[test]
fn a_number_too_large_to_be_exact_is_refused_by_name() {
    let huge: Value = serde_json::from_str("123456789012345678901234567890").unwrap();
    for name in ["size", "name", "offset"] {
        assert!(error(name, huge.clone()).contains(&format!("argument '{name}'")));
    }
    assert!(error("size", json!("123456789012345678901234567890")).contains("is not between"));
    assert!(error("size", json!("1e999999999")).contains("is not between"));
    assert!(error("size", json!("1e-999999999")).contains("cannot be converted"));
}

#[test]
fn a_required_argument_that_is_null_is_missing() {
    assert_eq!(errors(json!({"name": null})), ["missing required arguments: name"]);
}

#[test]
fn a_rule_of_a_type_is_told_with_the_argument_and_all_at_once() {
    let arguments =
        coerced(json!({"name": "x", "ctid": "99", "size": -5, "dataset_name": "tank//a"})).unwrap().arguments;
    let place = Place::default().inside("resources[3]");
    let errors = into_typed::<Everything>(&arguments, &place).unwrap_err();
    assert_eq!(
        errors,
        [
            "argument 'ctid' found in resources[3]: \"99\" is not a container id: it must be between 100 and 999999999",
            "argument 'dataset_name' found in resources[3]: \"tank//a\" is not a dataset name: a part between slashes is empty",
            "argument 'size' found in resources[3]: invalid value: integer `-5`, expected u64",
        ]
    );
    let inside = json!([{"a": 1}, {"a": 2, "deep": {"z": 1, "guest": 7}}]);
    let arguments = coerced(json!({"name": "x", "subs": inside})).unwrap().arguments;
    assert_eq!(
        into_typed::<Everything>(&arguments, &Place::default()).unwrap_err(),
        ["argument 'subs[1].deep.guest': \"7\" is not a container id: it must be between 100 and 999999999"]
    );
    let fine = coerced(json!({"name": "x", "ctid": "100"})).unwrap().arguments;
    assert_eq!(into_typed::<Everything>(&fine, &place).unwrap().ctid.map(Ctid::number), Some(100));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[-+0-9_.e]{0,8}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z=, {}'\"\\\\\\[\\]]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever coercion accepts is what it would make of it again, and the type behind the schema says at most a rule.
    #[test]
    fn coercing_twice_is_coercing_once(name in prop::sample::select(schema()["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()), value in any_json()) {
        if let Ok(once) = one(&name, value) {
            prop_assert_eq!(one(&name, once.clone()), Ok(once));
        }
    }

    #[test]
    fn every_integer_survives_as_a_text(number in any::<i64>()) {
        prop_assert_eq!(one("offset", json!(format!(" {number} "))), Ok(json!(number)));
    }
}
