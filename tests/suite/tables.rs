//! What the tables say of properties and options, held against the tools: what is not refused is taken, and reads back as wished.

mod datasets;
mod firewalls;
mod storages;
