package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Stack holds the screens; the topmost is shown. A dialog may stand above.
type Stack struct {
	Screens []Screen
	Dialog  Screen

	width, height int // for screens
}

// Top is the screen that is shown.
func (s *Stack) Top() Screen { return s.Screens[len(s.Screens)-1] }

// Focus is the screen that keys go to.
func (s *Stack) Focus() Screen {
	if s.Dialog != nil {
		return s.Dialog
	}
	return s.Top()
}

// Push puts a screen onto the others, and closes a dialog.
func (s *Stack) Push(x Screen) tea.Cmd {
	s.Dialog = nil
	s.Screens = append(s.Screens, x)
	x.Resize(s.width, s.height)
	return x.Init()
}

// Pop takes the topmost screen away. It reports false at the root.
func (s *Stack) Pop() bool {
	if len(s.Screens) < 2 {
		return false
	}
	s.Screens = s.Screens[:len(s.Screens)-1]
	return true
}

// Remove takes a screen away with all above it, if it is there.
func (s *Stack) Remove(x Screen) bool {
	i := slices.Index(s.Screens, x)
	if i < 1 {
		return false
	}
	s.Screens = s.Screens[:i]
	return true
}

// DropTransient takes the topmost screen away if it only led here.
func (s *Stack) DropTransient() {
	if _, ok := s.Top().(Transient); ok {
		s.Pop()
	}
}

// Replace puts x where the topmost screen is.
func (s *Stack) Replace(x Screen) tea.Cmd {
	s.Screens = s.Screens[:len(s.Screens)-1]
	return s.Push(x)
}

// Root throws all screens away for one.
func (s *Stack) Root(x Screen) tea.Cmd {
	s.Screens = s.Screens[:0]
	return s.Push(x)
}

// Open shows a dialog above the screen.
func (s *Stack) Open(x Screen) tea.Cmd {
	s.Dialog = x
	x.Resize(s.width, s.height)
	return x.Init()
}

// Close closes the dialog.
func (s *Stack) Close() { s.Dialog = nil }

// Resize gives all screens their room.
func (s *Stack) Resize(width, height int) {
	s.width, s.height = width, height
	for _, x := range s.Screens {
		x.Resize(width, height)
	}
	if s.Dialog != nil {
		s.Dialog.Resize(width, height)
	}
}

// Tell gives a message to every screen: each knows its own.
func (s *Stack) Tell(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, x := range s.Screens {
		cmds = append(cmds, x.Update(msg))
	}
	if s.Dialog != nil {
		cmds = append(cmds, s.Dialog.Update(msg))
	}
	return tea.Batch(cmds...)
}

// Here is the place at the root of the stack.
func (s *Stack) Here() Place { return Place(max(0, slices.Index(PlaceNames, s.Screens[0].Title()))) }
