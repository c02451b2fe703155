// Package tui is the console: Gatehouse in a terminal.
//
// The rules of the house:
//
//   - One root model, the console. Screens are plain structs in a stack whose
//     titles are the breadcrumbs.
//   - Key → action → handler. An action is one literal on its screen ([widget.Action]):
//     name, keys, word, help, why it cannot be done now, and what does it. Dispatch,
//     key bar, help and palette read it and nothing else.
//   - Screens lead to each other through nav (nav.go), by what the other is about.
//   - Update does no I/O and a command changes no state. What a screen needs, it
//     asks of its [Desk] in a command and gets back as a message.
//   - No go statement: a panic in a command ends one console, a panic in a bare
//     goroutine ends the server that serves it.
//   - Fetch, render and view apart: a pure function makes rows or lines of each
//     noun; the screen only places them.
//   - What screens are drawn with is in widget, which knows none of them.
package tui
