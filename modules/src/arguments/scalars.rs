//! Single values: what `AnsibleModule` takes for a boolean, a number, a text, and what it says of the rest.

use serde_json::{Number, Value};

use super::schema::{Form, Unit};
use super::words::{class_cannot, python};

/// The words that are true and false, case and surrounding space aside.
const TRUE_WORDS: [&str; 6] = ["y", "yes", "on", "1", "true", "t"];
const FALSE_WORDS: [&str; 6] = ["n", "no", "off", "0", "false", "f"];

/// Integers beyond these are read as floats, and their last digits are lost (serde_json 1.0).
const EXACT: std::ops::Range<f64> = -9_223_372_036_854_775_807.0..18_446_744_073_709_551_615.0;

/// Reads a boolean, or says why it is none.
pub(crate) fn to_boolean(value: &Value) -> Result<bool, String> {
    let shown = match value {
        Value::Bool(boolean) => return Ok(*boolean),
        Value::Number(number) if number.as_f64() == Some(1.0) => return Ok(true),
        Value::Number(number) if number.as_f64() == Some(0.0) => return Ok(false),
        Value::Number(number) => number.to_string(),
        Value::String(text) => match truth(text) {
            Some(boolean) => return Ok(boolean),
            None => text.clone(),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => return Err(class_cannot(value, "bool")),
    };
    let words: Vec<String> = TRUE_WORDS.iter().chain(&FALSE_WORDS).map(|word| format!("'{word}'")).collect();
    Err(format!("The value '{shown}' is not a valid boolean. Valid booleans include: {}", words.join(", ")))
}

fn truth(text: &str) -> Option<bool> {
    let word = text.trim().to_lowercase();
    if TRUE_WORDS.contains(&word.as_str()) {
        return Some(true);
    }
    FALSE_WORDS.contains(&word.as_str()).then_some(false)
}

/// Reads a whole number: decimal texts (`010` is ten) and floats without a fraction are some.
///
/// A boolean is none, although Python takes true for 1: YAML made it of a word such as `on`.
pub(super) fn to_integer(value: &Value) -> Result<Number, String> {
    let cannot = || format!("\"{}\" cannot be converted to an int", python(value));
    let text = match value {
        Value::Number(number) if !number.is_f64() => return Ok(number.clone()),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return Err(cannot()),
    };
    let digits = Decimal::parse(&text).and_then(|decimal| decimal.whole()).ok_or_else(cannot)?;
    let integer = digits.parse().ok().and_then(Number::from_i128);
    integer.ok_or_else(|| format!("\"{}\" is not between {} and {}", python(value), i64::MIN, u64::MAX))
}

/// The units that a size may be said in: `M`, `MB` and `MiB` are all 1024 times 1024 bytes, as Ansible and Proxmox count.
const UNITS: [(char, i32); 5] = [('K', 10), ('M', 20), ('G', 30), ('T', 40), ('P', 50)];

/// Reads a size: a whole number of `unit`, or a text with another unit that is a whole number of it.
pub(super) fn to_size(value: &Value, unit: Unit) -> Result<Number, String> {
    let Some((number, power)) = value.as_str().and_then(with_unit) else { return to_integer(value) };
    let size = number * 2_f64.powi(power - unit as i32);
    if size.fract() != 0.0 || !(0.0..9e15).contains(&size) {
        let unit = match unit {
            Unit::Mebibyte => "MiB",
            Unit::Gibibyte => "GiB",
        };
        return Err(format!("\"{}\" is no whole number of {unit}", python(value)));
    }
    Ok(Number::from(size as u64))
}

/// Splits `1.5 TiB` into its number and the power of two of its unit; `Gb` are bits, and no size.
fn with_unit(text: &str) -> Option<(f64, i32)> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|letter: char| letter.is_ascii_alphabetic())?);
    let mut letters = unit.chars();
    let first = letters.next()?.to_ascii_uppercase();
    let (_, power) = UNITS.iter().find(|(letter, _)| *letter == first)?;
    let number = number.trim().parse().ok()?;
    matches!(letters.as_str(), "" | "B" | "iB").then_some((number, *power))
}

/// A decimal number as it is written: digits and the power of ten they are multiplied by.
struct Decimal {
    sign: &'static str,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace('_', "").to_ascii_lowercase();
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(&text)),
        };
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = exponent.parse::<i32>().ok()?;
        Some(Self { sign, exponent: i64::from(exponent) - i64::try_from(fraction.len()).ok()?, digits })
    }

    /// Returns the digits of a whole number, or `None` if there is a fraction. Beyond 40 zeros it is too large anyway.
    fn whole(&self) -> Option<String> {
        let significant = self.digits.trim_matches('0');
        if significant.is_empty() {
            return Some("0".to_owned());
        }
        let trailing = self.digits.len() - self.digits.trim_end_matches('0').len();
        let zeros = usize::try_from(self.exponent + i64::try_from(trailing).ok()?).ok()?;
        Some(format!("{}{significant}{}", self.sign, "0".repeat(zeros.min(40))))
    }
}

/// Reads a number with or without a fraction.
pub(super) fn to_number(value: &Value) -> Result<Number, String> {
    match value {
        Value::Number(number) => Ok(number.clone()),
        Value::String(text) => {
            let number = text.trim().replace('_', "").parse::<f64>().ok().and_then(Number::from_f64);
            number.ok_or_else(|| class_cannot(value, "float"))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(class_cannot(value, "float")),
    }
}

/// Reads a text. A list or dictionary is none: its Python form would hide a mistake.
pub(super) fn to_text(value: &Value, form: Form) -> Result<String, String> {
    match (value, form) {
        // YAML's blocks (`|`, `>`) end with a line end.
        (Value::String(text), Form::Name | Form::Mac) => Ok(text.trim_end_matches('\n').to_owned()),
        // An old core makes texts of what a template says: Python's words for booleans.
        (Value::String(text), Form::OnOff) if text == "True" => Ok("on".to_owned()),
        (Value::String(text), Form::OnOff) if text == "False" => Ok("off".to_owned()),
        (Value::String(text), _) => Ok(text.clone()),
        (Value::Number(number), Form::Mac) => {
            Err(format!("quote the MAC address, YAML has read it as the number {number}"))
        }
        (Value::Number(number), _)
            if number.as_f64().is_some_and(|float| number.is_f64() && !EXACT.contains(&float)) =>
        {
            Err(format!("quote the value, the number {number} is too large to be kept exactly"))
        }
        (Value::Number(number), _) => Ok(number.to_string()),
        (Value::Bool(true), Form::OnOff) => Ok("on".to_owned()),
        (Value::Bool(false), Form::OnOff) => Ok("off".to_owned()),
        (Value::Bool(_), _) => Ok(python(value)),
        (Value::Null | Value::Array(_) | Value::Object(_), _) => Err(class_cannot(value, "str")),
    }
}

/// Returns the choice that a text means: itself, or the only true (false) word among the choices for Python's `True`.
pub(super) fn to_choice(text: &str, choices: &[String]) -> Option<String> {
    if choices.iter().any(|choice| choice == text) {
        return Some(text.to_owned());
    }
    let wanted = match text {
        "True" => true,
        "False" => false,
        _ => return None,
    };
    let mut meant = choices.iter().filter(|choice| truth(choice) == Some(wanted));
    meant.next().filter(|_| meant.next().is_none()).cloned()
}
