// Package badger keeps the state in a directory of its own, in Badger: an
// embedded log-structured tree, so that one binary needs nothing beside it.
//
// What this engine adds to Badger, which leaves it to its user:
//
//   - One sync for many: all writers that wait are committed in one
//     transaction by one goroutine (commit.go), which is on disk with one
//     write to a file that has its size already (journal.go, checkpoint.go).
//   - The logins begun last are found in memory (recent.go), and what the
//     receipts of a connection have in common is encoded once (repeated.go).
//   - Everything stays in the tree. A damaged value log answers with empty
//     values and no error, so no value reaches it; large bodies are split
//     (blob.go) and compressed with a dictionary per connection
//     (dictionary.go).
//   - A damaged block ends an iterator early without an error. So lengths and
//     checksums of bodies stand in the session's row, the keys of each class
//     are counted and compared at opening (verify.go), and the newest state
//     stands in a file outside the tree (tally.go).
//   - A full disk kills the process inside a mapped file. So a group of writes
//     is refused while there is still room (space.go).
//   - Badger copies each range of its keys as of another moment, and no longer
//     knows which were removed. So a snapshot is read in one transaction, and
//     what is removed is noted once there was one (backup.go, bases.go).
//   - Expiry is data, compared with the time that the caller gives. Keys past
//     their time are reclaimed a day later (expiry.go).
//
// keys.go lists all that is stored.
package badger
