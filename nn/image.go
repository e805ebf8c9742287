package nn

import (
	"fmt"
	"image"
	_ "image/gif" // so that files of these kinds can be read
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/dsl"
)

// readImage reads a picture from a file.
func readImage(path string, shape []int) (dsl.Floats, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &dsl.Error{Where: "PredictFiles", What: "file", Want: "one that can be read", Got: err.Error(), Mend: "a relative path is looked for where the program runs"}
	}
	defer f.Close()
	picture, _, err := image.Decode(f)
	if err != nil {
		return nil, &dsl.Error{Where: "PredictFiles", What: filepath.Base(path), Want: "a PNG, JPEG or GIF", Got: err.Error()}
	}
	return fitImage(dsl.ImageOf(picture), shape)
}

// fitImage makes a picture an input of shape [H, W, C] or [H, W]: each
// value is the mean of the picture's colour over the part that it stands for.
// Of one channel that is the luminance.
func fitImage(p dsl.Image, shape []int) (dsl.Floats, error) {
	height, width, channels := imageShape(shape)
	if channels != 1 && channels != 3 || p.Width < 1 || p.Height < 1 || len(p.Pixels) != 3*p.Width*p.Height {
		return nil, &dsl.Error{Where: "Predict", What: "an image", Want: fmt.Sprintf("inputs of shape %v, as the model takes them", shape), Got: fmt.Sprintf("%d × %d pixels", p.Width, p.Height),
			Mend: "give the values themselves to Predict"}
	}
	if p.Width*height != p.Height*width {
		return nil, &dsl.Error{Where: "Predict", What: "an image's proportions", Want: fmt.Sprintf("those of %d × %d", width, height), Got: fmt.Sprintf("%d × %d", p.Width, p.Height), Mend: "crop it, or set it in a frame"}
	}
	out := make(dsl.Floats, 0, height*width*channels)
	for y := range height {
		for x := range width {
			c := meanColour(p, x, y, width, height)
			if channels == 1 {
				// The weights of ITU-R BT.601, as image/color has them.
				out = append(out, 0.299*c[0]+0.587*c[1]+0.114*c[2])
			} else {
				out = append(out, c[:]...)
			}
		}
	}
	return out, nil
}

// imageShape takes an input's shape as that of an image.
func imageShape(shape []int) (height, width, channels int) {
	switch len(shape) {
	case 3:
		return shape[0], shape[1], shape[2]
	case 2:
		return shape[0], shape[1], 1
	}
	return 0, 0, 0
}

// meanColour is red, green and blue, from 0 to 1, of field x, y when the
// picture is divided into width × height.
func meanColour(p dsl.Image, x, y, width, height int) (mean [3]float64) {
	left, right := float64(x*p.Width)/float64(width), float64((x+1)*p.Width)/float64(width)
	top, bottom := float64(y*p.Height)/float64(height), float64((y+1)*p.Height)/float64(height)
	area := (right - left) * (bottom - top)
	for j := int(top); j < p.Height && float64(j) < bottom; j++ {
		h := min(bottom, float64(j+1)) - max(top, float64(j))
		for i := int(left); i < p.Width && float64(i) < right; i++ {
			share := h * (min(right, float64(i+1)) - max(left, float64(i))) / area
			for c := range mean {
				mean[c] += share * float64(p.Pixels[3*(j*p.Width+i)+c]) / 255
			}
		}
	}
	return mean
}
