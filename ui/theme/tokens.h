// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Every colour, size and text style of the window. No colour literal and no pixel size stands anywhere else.

#include <QColor>

namespace ph::ui {

enum class Appearance { Dark, Light, HighContrast };

/// What a colour is for. `Faint` is decoration and placeholders only: its contrast is below 4.5.
enum class Tone { Text, Muted, Faint, Accent, Ok, Warn, Error, Operator, Deploy, Third, OnFill };

/// The colours of one appearance. Every text tone has a contrast of at least 4.5 on `surface` (7 in high contrast),
/// except `faint`.
struct Palette {
    QColor bg; ///< behind cards and pages
    QColor surface; ///< cards, sidebar, header
    QColor raised; ///< buttons, menus, popups
    QColor sunken; ///< fields, code blocks
    QColor hover; ///< a raised thing under the pointer
    QColor border; ///< lines and edges
    QColor track; ///< the empty part of a meter
    QColor text;
    QColor muted;
    QColor faint;
    QColor accent; ///< links, focus, running
    QColor accentTint; ///< selection
    QColor ok;
    QColor warn;
    QColor error;
    QColor operatorMark; ///< acts of people on charts
    QColor deployMark;
    QColor thirdSeries;
    QColor fill; ///< the one filled button of a page
    QColor fillHover;
    QColor danger; ///< filled danger button: white on it is 5.5 or more in every appearance
    QColor dangerHover;
    QColor onFill; ///< text on fill and danger
    QColor dim; ///< laid over the window behind a dialog
    QColor shadow; ///< one of several thin layers around a dialog
    int tintAlpha = 0; ///< 0–255: how much of a tone tints a pill, a badge, a banner
};

namespace palettes {

inline QColor rgb(unsigned value, int alpha = 255)
{
    return QColor(int(value >> 16), int((value >> 8) & 0xffU), int(value & 0xffU), alpha);
}

inline Palette dark()
{
    return {rgb(0x0f1216), rgb(0x161a20), rgb(0x1c2129), rgb(0x0f1216), rgb(0x242b35), rgb(0x2a313b), rgb(0x232a33),
        rgb(0xe6e9ee), rgb(0x9aa4b2), rgb(0x6b7583), rgb(0x5b9dff), rgb(0x1b2a40), rgb(0x3fb97f), rgb(0xe0a83a),
        rgb(0xf0616d), rgb(0xb08cf5), rgb(0x45b8cc), rgb(0xee8a5b), rgb(0x1f6feb), rgb(0x3a82f0), rgb(0xc62f3d),
        rgb(0xd5414f), rgb(0xffffff), rgb(0x05070a, 168), rgb(0x000000, 5), 46};
}

inline Palette light()
{
    return {rgb(0xf5f6f8), rgb(0xffffff), rgb(0xffffff), rgb(0xf5f6f8), rgb(0xeef0f3), rgb(0xdde1e7), rgb(0xe6e9ee),
        rgb(0x171b21), rgb(0x57606c), rgb(0x727c89), rgb(0x1f6feb), rgb(0xe6effd), rgb(0x1a7f4b), rgb(0x96650a),
        rgb(0xc62f3d), rgb(0x7448c8), rgb(0x0e7688), rgb(0xb3501b), rgb(0x1f6feb), rgb(0x175fd0), rgb(0xc62f3d),
        rgb(0xad2431), rgb(0xffffff), rgb(0x10151c, 112), rgb(0x000000, 5), 26};
}

inline Palette highContrast()
{
    return {rgb(0x000000), rgb(0x000000), rgb(0x101010), rgb(0x000000), rgb(0x2b2b2b), rgb(0xb8c0cc), rgb(0x3a3a3a),
        rgb(0xffffff), rgb(0xe2e6ec), rgb(0xc0c7d1), rgb(0x7fc1ff), rgb(0x0b3a70), rgb(0x62e6a0), rgb(0xffd45e),
        rgb(0xff9aa2), rgb(0xcdb4ff), rgb(0x7fe3f3), rgb(0xffb48f), rgb(0x0a4bb8), rgb(0x1259d1), rgb(0xa3101f),
        rgb(0xbd1c2c), rgb(0xffffff), rgb(0x000000, 200), rgb(0x000000, 0), 56};
}

inline Palette of(Appearance appearance)
{
    switch (appearance) {
    case Appearance::Light: return light();
    case Appearance::HighContrast: return highContrast();
    case Appearance::Dark: break;
    }
    return dark();
}

} // namespace palettes

/// Lengths in logical pixels, on a 4 px grid.
namespace size {
inline constexpr int grid = 4;
inline constexpr int environmentBanner = 26;
inline constexpr int sidebar = 216;
inline constexpr int navRow = 36;
inline constexpr int header = 52;
inline constexpr int statusBar = 28;
inline constexpr int pageMargin = 20;
inline constexpr int pageTop = 16;
inline constexpr int gap = 12;
inline constexpr int cardPadding = 14;
inline constexpr int cardRadius = 8;
inline constexpr int controlHeight = 32;
inline constexpr int smallControl = 26;
inline constexpr int controlRadius = 6;
inline constexpr int iconButton = 32;
inline constexpr int icon = 18;
inline constexpr int smallIcon = 16;
inline constexpr int tableRow = 30;
inline constexpr int tableHeader = 32;
inline constexpr int cellPadding = 12;
inline constexpr int pill = 20;
inline constexpr int dot = 8;
inline constexpr int meter = 8;
inline constexpr int scrollBar = 10;
inline constexpr int detailPanel = 528;
inline constexpr int reviewWide = 1180;
inline constexpr int reviewTall = 796;
inline constexpr int reviewSmallWide = 600;
} // namespace size

/// Text styles: weight makes the hierarchy, not size.
enum class TextStyle {
    Value, ///< 24, semi-bold: the number of a card
    DialogTitle, ///< 18, semi-bold
    PageTitle, ///< 16, semi-bold
    Brand, ///< 15, semi-bold
    Headline, ///< 15, semi-bold: the verdict
    Body, ///< 13, regular
    BodyMedium, ///< 13, medium
    BodyStrong, ///< 13, semi-bold: card titles, the object's name in a row
    Small, ///< 12, regular
    SmallStrong, ///< 12, semi-bold: column heads, sub-heads
    Caps, ///< 11, semi-bold, for capital labels
    Mono, ///< 12, JetBrains Mono: ids, times, numbers in columns
    MonoStrong, ///< 12, JetBrains Mono semi-bold
    MonoValue, ///< 24, JetBrains Mono
};

/// Times of motion and of waiting, in milliseconds.
namespace motion {
inline constexpr int panel = 120; ///< the longest motion there is; 0 under reduced motion
inline constexpr int loadingBarAfter = 300; ///< nothing moves before
inline constexpr int toast = 10'000; ///< how long undo is offered
inline constexpr int frame = 50; ///< live changes reach a table at most 20 times a second
} // namespace motion

} // namespace ph::ui
