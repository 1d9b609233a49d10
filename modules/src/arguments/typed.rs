//! From coerced arguments to the type behind the schema; an error names the argument it is about.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::words::Place;

/// Returns the arguments as a `T`, or one sentence for each argument whose value breaks a rule of its type.
pub(crate) fn into_typed<T: DeserializeOwned>(arguments: &Map<String, Value>, place: &Place) -> Result<T, Vec<String>> {
    let whole = match read::<T>(arguments.clone()) {
        Ok(typed) => return Ok(typed),
        Err(error) => error,
    };
    let culprits: Vec<(&String, String)> = arguments.iter().filter_map(culprit::<T>).collect();
    if !culprits.iter().any(|(_, error)| *error == whole) {
        return Err(vec![format!("{whole}{}", place.found_in())]);
    }
    let sentence = |(name, error): (&String, String)| format!("argument '{name}'{}: {error}", place.found_in());
    Err(culprits.into_iter().map(sentence).collect())
}

/// Returns what is wrong with one argument, found by offering it alone: a value is read before others are missed.
fn culprit<'a, T: DeserializeOwned>((name, value): (&'a String, &Value)) -> Option<(&'a String, String)> {
    let alone = Map::from_iter([(name.clone(), value.clone())]);
    let error = read::<T>(alone).err()?;
    (!error.starts_with("missing field")).then_some((name, error))
}

fn read<T: DeserializeOwned>(arguments: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| error.to_string())
}
