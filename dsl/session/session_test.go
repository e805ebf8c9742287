package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// shout is a driver that says what it was asked for.
type shout struct{}

func (shout) Do(_ context.Context, op string, body []byte, _ func([]byte)) ([]byte, error) {
	return []byte(strings.ToUpper(op) + "!"), nil
}

func TestDoPrefersTheDriver(t *testing.T) {
	Handle("echo", func(_ context.Context, body []byte, progress func([]byte)) ([]byte, error) {
		if progress != nil {
			progress([]byte("half"))
		}
		return body, nil
	})
	var news []string
	ask := func(do func(context.Context, string, []byte, func([]byte)) ([]byte, error)) string {
		b, err := do(context.Background(), "echo", []byte("hello"), func(p []byte) { news = append(news, string(p)) })
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if got := ask(Do); got != "hello" || len(news) != 1 {
		t.Errorf("in process: want hello after one piece of news, got %q after %v", got, news)
	}
	Use(shout{})
	defer Use(nil)
	if got := ask(Do); got != "ECHO!" {
		t.Errorf("with a driver: want its answer, got %q", got)
	}
	if got := ask(Local); got != "hello" {
		t.Errorf("Local: want this process's answer, got %q", got)
	}
}

func TestNothingAnswers(t *testing.T) {
	for op, pkg := range map[string]string{"train": "/fathom/nn", "draw": "/figure/draw"} {
		_, err := Do(context.Background(), op, nil, nil)
		var e *Error
		if !errors.As(err, &e) || e.Code != "no-driver" || !strings.Contains(e.Message, `import _ "`) || !strings.Contains(e.Message, pkg+`"`) {
			t.Errorf("%s: want the import that mends it, got %v", op, err)
		}
	}
}

// wrong is an error that can be made again on the other side.
type wrong struct {
	Line int `json:"line"`
}

func (w *wrong) Error() string       { return fmt.Sprint("wrong in line ", w.Line) }
func (w *wrong) SessionCode() string { return "wrong" }

func TestErrorsCross(t *testing.T) {
	for name, c := range map[string]struct {
		err                   error
		code, message, detail string
	}{
		"any":     {errors.New("no"), "error", "no", ""},
		"typed":   {fmt.Errorf("training: %w", &wrong{7}), "wrong", "training: wrong in line 7", `{"line":7}`},
		"crossed": {fmt.Errorf("again: %w", &Error{Code: "engine", Message: "gone"}), "engine", "gone", ""},
	} {
		b, err := json.Marshal(EncodeError(c.err))
		if err != nil {
			t.Fatal(err)
		}
		var got Error
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if got.Code != c.code || got.Error() != c.message || string(got.Detail) != c.detail {
			t.Errorf("%s: want %s, %q, %s; got %s, %q, %s", name, c.code, c.message, c.detail, got.Code, got.Message, got.Detail)
		}
	}
}
