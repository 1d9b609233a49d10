//! From coerced arguments to the type behind the schema; an error names the argument it is about.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::words::Place;

/// Returns the arguments as a `T`, or one sentence for each argument whose value breaks a rule of its type.
pub(crate) fn into_typed<T: DeserializeOwned>(arguments: &Map<String, Value>, place: &Place) -> Result<T, Vec<String>> {
    let error = match read::<T>(arguments.clone()) {
        Ok(typed) => return Ok(typed),
        Err(error) => error,
    };
    let broken = broken_rules::<T>(arguments, place);
    // A rule that no argument breaks alone is one about several of them.
    let is_about_one = broken.iter().any(|sentence| sentence.ends_with(&error));
    Err(if is_about_one { broken } else { vec![format!("{error}{}", place.found_in())] })
}

/// Returns one sentence for each argument whose value breaks a rule of its type; others may be missing.
pub(crate) fn broken_rules<T: DeserializeOwned>(arguments: &Map<String, Value>, place: &Place) -> Vec<String> {
    let sentence = |(name, value): (&String, &Value)| {
        // A value is read before others are missed, so an argument that is offered alone shows its own error.
        let error = error_of::<T>(name, value).filter(|error| !error.starts_with("missing field"))?;
        let path = path_to_error(value, &|part| error_of::<T>(name, part).as_ref() == Some(&error));
        Some(format!("argument '{name}{path}'{}: {error}", place.found_in()))
    };
    arguments.iter().filter_map(sentence).collect()
}

/// Returns the way to the part of a value that is at fault, `[0].hwaddr`, by offering each part alone.
fn path_to_error(value: &Value, is_at_fault: &dyn Fn(&Value) -> bool) -> String {
    let in_list = |item: &Value| is_at_fault(&Value::from(vec![item.clone()]));
    let under = |name: &str, part: &Value| is_at_fault(&Value::Object(alone(name, part)));
    let inner = match value {
        Value::Array(items) => {
            let found = items.iter().enumerate().find(|(_, item)| in_list(item));
            found.map(|(index, item)| format!("[{index}]{}", path_to_error(item, &in_list)))
        }
        Value::Object(map) => {
            let found = map.iter().find(|(name, part)| under(name, part));
            found.map(|(name, part)| format!(".{name}{}", path_to_error(part, &|part| under(name, part))))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    inner.unwrap_or_default()
}

fn error_of<T: DeserializeOwned>(name: &str, value: &Value) -> Option<String> {
    read::<T>(alone(name, value)).err()
}

fn alone(name: &str, value: &Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value.clone())])
}

fn read<T: DeserializeOwned>(arguments: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| error.to_string())
}
