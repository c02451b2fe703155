// Package tui is the console: Gatehouse in a terminal.
//
// Its rules:
//
//   - One root model, the console. Screens are plain structs in a stack whose
//     titles are the breadcrumbs.
//   - Key → action → handler. An action is one literal on its screen ([widget.Action]):
//     name, keys, word, help, why it cannot be done now, and what does it. Dispatch,
//     key bar, help and palette read it and nothing else.
//   - Screens lead to each other through [screen.Nav], by what the other is about: only
//     its implementation here (nav.go) knows how each is made.
//   - Update does no I/O and a command changes no state. What a screen needs, it
//     asks of the services in a command; what becomes of the answer is a [screen.Then].
//   - No go statement: a panic in a command ends one console, a panic in a bare
//     goroutine ends the server that serves it.
//   - Fetch, render and view apart: a pure function makes rows or lines of each
//     noun; the screen only places them.
//   - One package a place below screen; what they share is in screen, what they are
//     drawn with in widget, how nouns look in noun.
package tui
