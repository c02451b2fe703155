// Package screen is what the screens of the console share: what a screen is, the world
// that it lives in (services, clock, clipboard, style, status line), the stack, how screens
// lead to each other, and the kinds of screens that several places use: a page of one
// record, a list of records, a form, a menu, a question.
//
// A command changes no state: what becomes of its answer is a [Then], which is called in
// Update.
package screen
