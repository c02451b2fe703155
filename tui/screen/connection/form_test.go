package connection

import (
	"errors"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// One that is not in the metadata is an error of the form, not a question.
func TestProviderThatIsNotThereIsNoQuestion(t *testing.T) {
	f := &screen.Form{}
	for _, err := range []error{errors.New("other"), &protocol.ChooseProvider{Wanted: "x"}, nil} {
		if _, asked := chooseProvider(f, err, map[string]string{}); asked {
			t.Errorf("%v is asked about", err)
		}
	}
}

// However long a name is, the state of the connection stands beside it.
func TestLongNameLeavesTheState(t *testing.T) {
	w := &screen.World{Style: widget.NewStyle(widget.Mono, nil, 0, false)}
	a := connectionAbout{connection: model.Connection{Name: strings.Repeat("long name ", 12), State: model.Draft}}
	if line := connectionLines(w, a, 0, 78)[0]; !strings.Contains(line, "draft") || !strings.Contains(line, "(i)") {
		t.Errorf("%s", line)
	}
}
