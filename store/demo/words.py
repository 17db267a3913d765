"""What customers and technicians of the demo say."""

from __future__ import annotations

NOTES = {
    "E-01": ("Dead since this morning, fuse is fine.", "Turns off after a minute.",
             "Does not react to the plug."),
    "E-02": ("Dent on the left side, seen when unpacked.", "Box was open on delivery."),
    "E-07": ("Clicks twice, then silence.",),
    "E-11": ("Milk at 14 degrees in the morning.", "Runs all day and stays warm.",
             "Freezer thawed over the weekend, food lost.", "Second time warm this summer."),
    "E-12": ("Hums so loud that they sleep with the door shut.", "Rattles every ten minutes.",
             "Knocks when the compressor stops."),
    "E-13": ("A sheet of ice behind the drawers.",),
    "E-14": ("Door springs open by a finger.",),
    "T-01": ("Sound is there, picture black.", "Backlight on, no picture."),
    "T-02": ("No sound on any input.",),
    "T-03": ("Two green lines from top to bottom.", "Lines came after three weeks."),
    "T-04": ("Restarts during the news, every day.",),
    "A-01": ("Blows warm air, outdoor unit silent.", "Cools for ten minutes only."),
    "A-02": ("Drips on the bed.", "Water runs down the wall."),
    "A-03": ("New batteries, still nothing.",),
    "W-01": ("Stops with water in the drum.", "Hums and does not pump."),
    "W-02": ("Walks through the bathroom when spinning.", "Like a plane taking off."),
    "W-03": ("Door locked with the laundry inside.",),
    "P-01": ("Empty by noon.", "Goes from 40 % to nothing."),
    "P-02": ("Lower third does not react.",),
    "P-03": ("Charges only at an angle.", "Two cables tried, no charge."),
    "L-01": ("Light blinks three times, nothing else.",),
    "L-02": ("Touchpad lifted by the battery; asked not to charge it.",),
    "L-03": ("E and R do not type.",),
    "D-01": ("Bits fall out under load.",),
    "D-02": ("Sparks and smells burnt.",),
    "D-03": ("Battery drops out when drilling overhead.",),
    "C-01": ("Coffee comes in drops.",),
    "C-02": ("Puddle after every cup.", "Leaks also when off."),
    "C-03": ("Grinder hums, no coffee.",),
    "N-01": ("Drops every evening at eight.",),
}  # fmt: skip
"""By fault, what is written down at the counter."""

DIAGNOSES = {
    "repaired": ("{part} replaced, tested for two hours.", "{part} faulty, new one fitted.",
                 "Loose contact at the {part}, soldered, tested."),
    "replaced": ("{part} not available within the legal time, unit exchanged.",),
    "refunded": ("Third failure of the {part}; customer chose the refund.",),
    "no_fault": ("No fault found in 48 hours of running.", "Setting corrected, shown to the customer."),
    "irreparable": ("{part} damaged beyond repair.",),
}  # fmt: skip

CONDITIONS = (
    "scratches on the door",
    "clean, no marks",
    "dent on the left side",
    "dusty, used daily",
    "like new",
)
ACCESSORIES = (("power cord",), (), ("charger", "box"), ("remote",), ("box",))
QUESTIONS = (
    "Please send a photo of the receipt.",
    "Which light blinks, and how often?",
    "Since when exactly?",
)
ANSWERS = ("Receipt sent by e-mail.", "Red, three times.", "Since the move in spring.")
REJECTIONS = (
    ("EXPIRED", "The cover ended before the failure."),
    ("EXPIRED", "No warranty on the day of the claim; repair at cost offered."),
)
VOIDS = (
    ("MISUSE", "Liquid inside, seen on the board.", "photo 1: corrosion on the board"),
    ("OPENED", "Seal broken by another workshop.", "photo 2: broken seal"),
    ("THIRD_PARTY_PART", "A battery of another make was fitted.", "photo 3: label of the battery"),
)
CANCELLED = ("Works again after a restart.", "Customer bought a new one.", "Filed twice by mistake.")
REASONS = {"good": ("STAFF", "FAST", "REPAIR"), "fair": ("WAIT", "INFORMED"),
           "bad": ("REPAIR", "WAIT", "INFORMED", "COST")}  # fmt: skip

COMMENTS = {
    "good": {
        "en": ("Fixed in two days, thank you.", "Friendly people who listen.",
               "They called me before I asked."),
        "uk": ("Швидко і чемно, дякую!", "Полагодили за день.", "Усе пояснили простими словами."),
        "ru": ("Быстро и вежливо.", "Починили, работает как новый.", "Спасибо мастеру!"),
        "zh": ("修得很快，态度很好。", "非常满意，谢谢！", "说到做到。"),
        "ar": ("خدمة سريعة وممتازة، شكراً.", "تعامل راقٍ."),
        "el": ("Γρήγορα και ευγενικά.",),
        "he": ("שירות מעולה, תודה.",),
        "ko": ("빠르고 친절했습니다.",),
        "th": ("บริการดีมาก ขอบคุณครับ",),
    },
    "fair": {
        "en": ("Good work, but I had to call twice.", "All fine, parking is bad."),
        "uk": ("Нормально, але довго чекала.",),
        "ru": ("В целом хорошо, но ждали деталь.",),
        "zh": ("还可以，等的时间有点长。",),
        "ar": ("جيد لكن الانتظار طويل.",),
    },
    "bad": {
        "en": ("Three weeks without a word.", "Same fault again after a month.",
               "Nobody could tell me when."),
        "uk": ("Чекав три тижні, ніхто не дзвонив.", "Знову те саме."),
        "ru": ("Долго, и сломалось снова.", "Никто не перезвонил."),
        "zh": ("等了三个星期，没人联系我。", "又坏了。"),
        "ar": ("انتظرت ثلاثة أسابيع دون أي اتصال.",),
        "el": ("Πολύ αργά.",),
        "ko": ("너무 오래 걸렸어요.",),
    },
    "story": {
        "en": ("Second compressor in four months.", "Warm again. All our food lost.",
               "You fix it, it hums again a week later.", "Take this model off the floor."),
        "uk": ("Холодильник знову теплий, продукти викинули.", "Другий компресор за літо!"),
        "ru": ("Опять не морозит, третий раз.", "Гудит так же, как до ремонта."),
        "zh": ("压缩机又响了，换了也没用。", "冰箱不制冷，菜全坏了。"),
        "ar": ("الثلاجة لا تبرد من جديد، وفسد الطعام كله.",),
    },
}  # fmt: skip
"""By mood and language; a customer whose language says nothing here writes English."""
