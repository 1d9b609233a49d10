//! Writes a reply as one line of pure ASCII.

use std::io::{self, Write};

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// Escapes everything from U+007F on.
///
/// Ansible splits stdout at U+0085, U+2028 and U+2029 too, which serde_json writes as they are: the task would fail.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for letter in fragment.chars() {
            if letter < '\u{7f}' {
                writer.write_all(&[letter as u8])?;
                continue;
            }
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

/// Returns the value as a line of its own: a line end before it ends what another program left unfinished.
pub(super) fn line(value: &Value) -> Vec<u8> {
    let mut bytes = vec![b'\n'];
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, Ascii))
        .expect("a JSON value is written to memory without fail");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn line_ends_of_unicode_and_del_are_escaped() {
        let bytes = line(&json!({"a": "\u{7f}\u{85}\u{2028}\u{2029}é\u{1f600}\"\\\n"}));
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\n{\"a\":\"\\u007f\\u0085\\u2028\\u2029\\u00e9\\ud83d\\ude00\\\"\\\\\\n\"}\n");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_no_byte_is_beyond_ascii(key in any::<String>(), text in any::<String>()) {
            let value = json!({ key: [text] });
            let bytes = line(&value);
            prop_assert!(bytes[1..bytes.len() - 1].iter().all(|byte| (0x20..0x7f).contains(byte)));
            prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
        }
    }
}
