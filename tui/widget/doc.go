// Package widget is what the screens of the console are drawn with: style, lines,
// tables, lists, documents, prompts, fields, and the actions that keys stand for. It
// knows no noun of the model and no screen.
//
//   - Whatever comes from outside passes Clean before it is measured. Widths are
//     measured by x/ansi alone.
//   - Colours, borders and margins are Lip Gloss styles and stand in style.go.
//   - Bubbles gives inputs, viewports and spinners; a widget of our own says why it
//     is one.
package widget
